#include "hex_id.h"

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

}  // namespace headwater::collector
