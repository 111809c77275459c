#pragma once

#include <cstdint>
#include <string_view>

#include "src/base/string.h"

namespace headwater {

// A handle names a transaction or span (wasm/commands.md). 0 names nothing.
using Handle = std::uint32_t;

// Handles from here on are the core's own; the shim gives out smaller ones.
inline constexpr Handle kFirstCoreHandle = 0x80000000u;

// The 16 lowercase hex digits of the span id that `handle` has on the page with this seed. One-to-one in the
// handle and never all zero, so no id is stored and none crosses the boundary. js/trace/trace.ts has the same
// function; tests/golden/span-ids.json holds the two together.
String span_id(std::uint32_t seed_high, std::uint32_t seed_low, Handle handle);
// The same, to where there is room for it.
void write_span_id(char* to, std::uint32_t seed_high, std::uint32_t seed_low, Handle handle);

// Whether `text` is `length` lowercase hex digits and not all zero: 32 for a trace id, 16 for a span id.
bool is_hex_id(std::string_view text, std::size_t length);

// The parts of a text in the form of a `sentry-trace` header ("<trace>-<span>[-<0|1>]") or of a `traceparent`
// ("00-<trace>-<span>-<flags>").
struct TraceContext {
  std::string_view trace_id;
  std::string_view span_id;
  int sampled;  // 1 or 0; -1: undecided
};

// False when the text is neither.
bool parse_trace_context(std::string_view text, TraceContext& context);

// Appends the lowercase hex digits of `value`, 16 of them.
void append_hex16(String& text, std::uint64_t value);

}  // namespace headwater
