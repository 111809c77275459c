#include "src/record/clean_text.h"

#include "src/record/limits.h"
#include "src/text/readable.h"
#include "src/text/utf8.h"

namespace headwater {
namespace {

bool is_tag_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == ':' || c == '-';
}

}  // namespace

std::string_view cut(std::string_view text, std::size_t most, Drops& drops) {
  const std::string_view start = shortened(text, most);
  if (start.size() < text.size()) drops.add(Drop::kTextCut);
  return start;
}

std::string_view shortened(std::string_view text, std::size_t most) {
  std::size_t end = first_code_points(text, most).size();
  if (end == text.size()) return text;
  // Back to where the escape begins that this is within, and then to where the character does, whose other
  // bytes are three at most, each 10xxxxxx.
  for (std::size_t back = 1; back < 3 && back <= end; ++back) {
    if (escaped_byte(text, end - back) >= 0) {
      end -= back;
      break;
    }
  }
  for (int back = 0; back < 3 && end >= 3 && (escaped_byte(text, end) & ~0x3f) == 0x80; ++back) {
    if (escaped_byte(text, end - 3) < 0) break;
    end -= 3;
  }
  return text.substr(0, end);
}

bool clean_tag(std::string_view key, std::string_view value, Drops& drops, std::string& clean_key,
               std::string& clean_value) {
  clean_key = key;
  for (char& c : clean_key) {
    if (!is_tag_key_character(c)) c = '-';
  }
  clean_key.resize(cut(clean_key, limits::kKey, drops).size());
  clean_value = cut(value, limits::kTagValue, drops);
  for (char& c : clean_value) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  if (clean_key.empty()) {
    drops.add(Drop::kInvalidName);
    return false;
  }
  if (clean_value.empty()) {
    drops.add(Drop::kInvalidValue);
    return false;
  }
  return true;
}

}  // namespace headwater
