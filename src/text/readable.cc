#include "src/text/readable.h"

#include <cstddef>
#include <cstdint>

#include "src/base/string.h"
#include "src/text/characters.h"
#include "src/text/utf8.h"

namespace headwater {
namespace {

// Control and format characters and what else cannot be seen, from the first to the last (Unicode's general
// categories Cc, Cf, Zl and Zp, and noncharacters): they may turn the order of a text around, or hide in it.
constexpr std::uint32_t kUnseen[][2] = {
    {0x80, 0x9f},       {0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},
    {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},     {0x180e, 0x180e},   {0x200b, 0x200f},
    {0x2028, 0x202e},   {0x2060, 0x206f},   {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},   {0xfff0, 0xfffb},
    {0xfffe, 0xffff},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

bool is_seen(std::string_view character) {
  std::uint32_t code = static_cast<unsigned char>(character[0]) & (0xffu >> (character.size() + 1));
  for (const char byte : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(byte) & 0x3f);
  for (const auto& [first, last] : kUnseen) {
    if (code >= first && code <= last) return false;
  }
  return true;
}

}  // namespace

int escaped_byte(std::string_view text, std::size_t at) {
  if (at >= text.size() || text.size() - at < 3 || text[at] != '%') return -1;
  const unsigned byte = hex_value(text[at + 1]) << 4 | hex_value(text[at + 2]);
  // A digit that is none is 16 or more.
  return hex_value(text[at + 2]) < 16 && byte < 256 ? static_cast<int>(byte) : -1;
}

String readable(std::string_view text) {
  String shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    char bytes[4];
    std::size_t count = 0;
    for (int byte; count < sizeof bytes && (byte = escaped_byte(text, at + 3 * count)) >= 0;) {
      bytes[count++] = static_cast<char>(byte);
    }
    const std::string_view read(bytes, count);
    const std::size_t length = utf8_length(read);
    if (length > 1 ? is_seen(read.substr(0, length)) : length == 1 && bytes[0] == ' ') {
      shown += read.substr(0, length);
      at += 3 * length;
    } else {
      shown += text[at++];
    }
  }
  return shown;
}

}  // namespace headwater
