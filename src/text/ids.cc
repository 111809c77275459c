#include "src/text/ids.h"

#include <bit>
#include <cstring>

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

// The 8 digits of a number, all at once: it is spread until each byte of a word, the lowest the first, is one
// of its digits, and each becomes a letter.
void write_hex(char* to, std::uint32_t value) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t digits = std::uint64_t{value} << 32 | value >> 16;
  digits = (digits & 0x0000ffff0000ffff);
  digits = (digits >> 8 | digits << 16) & 0x00ff00ff00ff00ff;
  digits = (digits >> 4 | digits << 8) & 0x0f0f0f0f0f0f0f0f;
  const std::uint64_t letters = (digits + kOnes * 6) >> 4 & kOnes;
  digits += kOnes * '0' + letters * ('a' - '0' - 10);
  std::memcpy(to, &digits, sizeof digits);
}

}  // namespace

void append_hex16(String& text, std::uint64_t value) {
  char* const to = text.extend(16);
  write_hex(to, static_cast<std::uint32_t>(value >> 32));
  write_hex(to + 8, static_cast<std::uint32_t>(value));
}

void write_span_id(char* to, std::uint32_t seed_high, std::uint32_t seed_low, Handle handle) {
  const std::uint32_t high = mix(handle ^ seed_high);
  std::uint32_t low = mix(high + seed_low);
  if (high == 0 && low == 0) low = 1;
  write_hex(to, high);
  write_hex(to + 8, low);
}

String span_id(std::uint32_t seed_high, std::uint32_t seed_low, Handle handle) {
  String id;
  write_span_id(id.extend(16), seed_high, seed_low, handle);
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
