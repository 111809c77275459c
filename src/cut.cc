#include "cut.h"

#include "limits.h"
#include "utf8.h"

namespace headwater {
namespace {

bool is_tag_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == ':' || c == '-';
}

}  // namespace

std::string_view cut(std::string_view text, std::size_t most, Drops& drops) {
  const std::string_view start = first_code_points(text, most);
  if (start.size() < text.size()) drops.add(Drop::kTextCut);
  return start;
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
