#include "demo/collector/base/hex_id.h"

#include <cstdint>
#include <random>

#include "src/text/ids.h"

namespace headwater::collector {

std::optional<std::string> read_hex_id(std::string_view text, std::size_t length) {
  if (text.size() > length + 4) return std::nullopt;
  std::string id;
  for (char c : text) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    if (c != '-') id.push_back(c);
  }
  return is_hex_id(id, length) ? std::optional(id) : std::nullopt;
}

std::string new_event_id() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32 | device(); };
  String id;
  append_hex16(id, word());
  append_hex16(id, word());
  return is_hex_id(id, kTraceIdLength) ? std::string(id) : new_event_id();
}

std::string hex16(std::uint64_t value) {
  std::string digits(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
  return digits;
}

std::string derived_event_id(std::string_view trace_id, std::string_view span_id) {
  // FNV-1a, twice from different beginnings: nobody but the sender gains by two that are alike.
  std::uint64_t high = 0xcbf29ce484222325;
  std::uint64_t low = 0x84222325cbf29ce4;
  for (const std::string_view part : {trace_id, span_id}) {
    for (const char c : part) {
      high = (high ^ static_cast<unsigned char>(c)) * 0x100000001b3;
      low = (low ^ high) * 0x100000001b3;
    }
  }
  return hex16(high) + hex16(low | 1);
}

}  // namespace headwater::collector
