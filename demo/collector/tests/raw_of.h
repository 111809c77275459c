#pragma once

#include <optional>
#include <string>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// The bytes of the envelope with this event id.
inline std::optional<std::string> raw_of(Store& store, const std::string& event_id) {
  const auto envelope = store.raw_envelope(event_id);
  return envelope ? std::optional(envelope->bytes) : std::nullopt;
}

}  // namespace headwater::collector
