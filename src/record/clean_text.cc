#include "src/record/clean_text.h"

#include "src/base/string.h"
#include "src/record/limits.h"
#include "src/text/characters.h"
#include "src/text/readable.h"
#include "src/text/utf8.h"

namespace headwater {
namespace {

enum class TagPart { kKey, kValue };

bool fits(char c, TagPart part) {
  if (part == TagPart::kValue) return c != '\n' && c != '\r';
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == ':' || c == '-';
}

// The text with '-' (in a key) or a space (in a value) for each character that does not fit. It is copied
// into `changed` only if there is one.
std::string_view fitting(std::string_view text, TagPart part, String& changed) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (fits(text[at], part)) continue;
    if (changed.empty()) changed = text;
    changed[at] = part == TagPart::kKey ? '-' : ' ';
  }
  return changed.empty() ? text : std::string_view(changed);
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
  // Goes back to the start of the escape that `end` is within, and from there to the start of the character,
  // if the escaped byte is one of its at most three continuation bytes (10xxxxxx).
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

CleanTag::CleanTag(std::string_view the_key, std::string_view the_value, Drops& drops)
    : key(cut(fitting(the_key, TagPart::kKey, changed_key_), limits::kKey, drops)),
      value(fitting(cut(the_value, limits::kTagValue, drops), TagPart::kValue, changed_value_)) {
  if (key.empty()) {
    drops.add(Drop::kInvalidName);
  } else if (value.empty()) {
    drops.add(Drop::kInvalidValue);
  }
}

}  // namespace headwater
