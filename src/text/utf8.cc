#include "src/text/utf8.h"

namespace headwater {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

}  // namespace

// Table 3-7 of the Unicode standard.
std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) return 1;
  const unsigned char second = byte_at(text, 1);
  if (!is_continuation(second) || first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  if (!is_continuation(byte_at(text, 2))) return 0;
  if (first < 0xf0) return 3;
  return is_continuation(byte_at(text, 3)) ? 4 : 0;
}

std::string_view first_code_points(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_continuation(byte_at(text, at)) && most-- == 0) return text.substr(0, at);
  }
  return text;
}

}  // namespace headwater
