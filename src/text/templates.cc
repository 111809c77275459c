#include "src/text/templates.h"

namespace headwater {
namespace {

bool fits(const char* line, const char* line_end, const char* text, const char* text_end) {
  bool segment = true;
  while (line < line_end) {
    if (*line == '*' && line + 1 == line_end) return true;
    if (*line == ':' && segment) {
      if (text == text_end || *text == '/') return false;
      while (line < line_end && *line != '/') ++line;
      while (text < text_end && *text != '/') ++text;
      continue;
    }
    // Nothing follows: the rest may be /*
    if (text == text_end) return line_end - line == 2 && line[0] == '/' && line[1] == '*';
    segment = *line == '/';
    if (*line++ != *text++) return false;
  }
  return text == text_end || (*text == '/' && text + 1 == text_end);
}

}  // namespace

std::string_view matching_template(std::string_view templates, std::string_view text) {
  const char* line = templates.data();
  const char* const end = line + templates.size();
  while (line < end) {
    const char* line_end = line;
    while (line_end < end && *line_end != '\n') ++line_end;
    if (line < line_end && fits(line, line_end, text.data(), text.data() + text.size())) {
      return {line, static_cast<std::size_t>(line_end - line)};
    }
    line = line_end + 1;
  }
  return {};
}

}  // namespace headwater
