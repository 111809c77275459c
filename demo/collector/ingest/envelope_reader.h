#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "demo/collector/base/parse_json.h"

namespace headwater::collector {

// The framing of an envelope:
//
//   envelope = header "\n" *( item-header "\n" payload "\n" )      the last "\n" may be missing
//
// Headers are JSON objects on one line. A payload is as many bytes as its header's `length` says; without
// `length` it goes up to the next "\n" or the end. Example, a client report and an attachment that holds a
// line break:
//
//   {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}
//   {"type":"client_report"}
//   {"discarded_events":[]}
//   {"type":"attachment","length":5}
//   ab
//   cd

// A header is parsed and kept in memory, where it takes many times its size; payloads may be as long as the
// envelope.
inline constexpr std::size_t kMaxHeaderBytes = 256 << 10;
inline constexpr std::size_t kMaxItems = 1000;

struct EnvelopeItem {
  std::string type;  // never empty
  Json header;
  std::string_view payload;
};

struct Envelope {
  Json header;  // may be {}
  std::vector<EnvelopeItem> items;
};

// Reads the framing and nothing of the payloads, which stay views into `bytes`. Throws Refusal 400 naming the
// item (counted from 1) and what is wrong with it.
Envelope read_envelope(std::string_view bytes);

}  // namespace headwater::collector
