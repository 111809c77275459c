#pragma once

#include <cstddef>
#include <string_view>

#include "src/tracer/tracer.h"

// Envelopes as they go over the wire.
namespace headwater {

inline String joined(Parts& parts) {
  String text, head;
  for (std::string_view part; !(part = parts.next()).empty();) {
    text += head;
    head = part;
  }
  return head.append(text);
}

// Tracer::take and Tracer::keep, the parts in one text, which is empty when there is none.
inline bool take_joined(Tracer& tracer, String& text, std::size_t most = limits::kLastInFlight) {
  Parts parts;
  const bool any = tracer.take(parts, most);
  text = joined(parts);
  return any;
}
inline bool keep_joined(Tracer& tracer, String& text) {
  Parts parts;
  const bool any = tracer.keep(parts);
  text = joined(parts);
  return any;
}

}  // namespace headwater
