#include "src/text/ids.h"

#include "src/base/string.h"
#include "src/text/characters.h"

namespace headwater {
namespace {

// The finaliser of MurmurHash3, a bijection of 32-bit numbers.
std::uint32_t mix(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x85ebca6bu;
  x ^= x >> 13;
  x *= 0xc2b2ae35u;
  return x ^ (x >> 16);
}

// The 8 digits of a number.
void write_hex(char* to, std::uint32_t value) {
  for (int i = 7; i >= 0; --i, value >>= 4) to[i] = "0123456789abcdef"[value & 15];
}

}  // namespace

void append_hex16(String& text, std::uint64_t value) {
  char* const digits = text.extend(16);
  write_hex(digits, static_cast<std::uint32_t>(value >> 32));
  write_hex(digits + 8, static_cast<std::uint32_t>(value));
}

void append_span_id(String& text, std::uint32_t seed_high, std::uint32_t seed_low, Handle handle) {
  const std::uint32_t high = mix(handle ^ seed_high);
  std::uint32_t low = mix(high + seed_low);
  if (high == 0 && low == 0) low = 1;
  append_hex16(text, std::uint64_t{high} << 32 | low);
}

String span_id(std::uint32_t seed_high, std::uint32_t seed_low, Handle handle) {
  String id;
  append_span_id(id, seed_high, seed_low, handle);
  return id;
}

bool is_hex_id(std::string_view text, std::size_t length) {
  if (text.size() != length) return false;
  bool zero = true;
  for (char c : text) {
    if (hex_value(c) >= 16 || is_upper(c)) return false;
    zero = zero && c == '0';
  }
  return !zero;
}

bool parse_trace_context(std::string_view text, TraceContext& context) {
  if (text.starts_with("00-")) text.remove_prefix(3);
  if (text.size() < 49 || text[32] != '-') return false;
  const std::string_view decision = text.substr(49);
  if (!decision.empty() && (decision.front() != '-' || decision.size() < 2 || decision.size() > 3))
    return false;
  context.trace_id = text.substr(0, 32);
  context.span_id = text.substr(33, 16);
  context.sampled = decision.empty() ? -1 : (decision.back() & 1);
  return is_hex_id(context.trace_id, 32) && is_hex_id(context.span_id, 16);
}

}  // namespace headwater
