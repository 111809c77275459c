#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headwater::collector {

inline constexpr std::size_t kTraceIdLength = 32;  // event ids too
inline constexpr std::size_t kSpanIdLength = 16;

// `text` as an id in the form in which ids are stored and compared: lowercase, without the dashes of a UUID.
// Nothing if it isn't `length` hex digits then, or all zero.
std::optional<std::string> read_hex_id(std::string_view text, std::size_t length);

// A random event id, for envelopes that came without one.
std::string new_event_id();

// The 16 lowercase hex digits of a number.
std::string hex16(std::uint64_t value);

// The event id of a transaction that came without one: of the same root always the same.
std::string derived_event_id(std::string_view trace_id, std::string_view span_id);

}  // namespace headwater::collector
