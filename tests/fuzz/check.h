#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace headwater::fuzz {

// What an envelope says it holds: what was recorded ends up in one of these.
struct Contents {
  std::string event_id;  // empty: a report alone
  std::string payload;
  std::map<std::string, std::uint32_t> recorded;   // entries by span operation, folded ones included
  std::map<std::string, std::uint32_t> dropped;    // by reason
  std::map<std::string, std::uint32_t> discarded;  // transactions that its report tells of, by reason
};

// Prints `what` and the text, and ends the program as a crash does.
[[noreturn]] void fail(std::string_view what, std::string_view text);

// Takes an envelope apart and fails unless it is one that a receiver takes: framing, JSON without double
// members, well-formed ids, times in order, a tree whose parents stand before their children, at most
// limits::kSpans spans and limits::kPayload bytes.
Contents check_envelope(const std::string& text);

}  // namespace headwater::fuzz
