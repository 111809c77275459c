#include "demo/collector/base/parse_json.h"

#include <array>
#include <limits>
#include <stdexcept>

namespace headwater::collector {
namespace {

// What makes `text` more than we parse, or nothing. Looks at brackets and commas outside of strings; whether
// they match is the parser's business.
std::optional<std::string> excess(std::string_view text) {
  std::array<int, kMaxJsonDepth> commas;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (depth == kMaxJsonDepth) return "nested deeper than " + std::to_string(kMaxJsonDepth);
      // An array may have as many as it likes.
      commas[depth++] = c == '{' ? 0 : std::numeric_limits<int>::min();
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    } else if (c == ',' && depth > 0 && ++commas[depth - 1] == kMaxJsonMembers) {
      return "an object has more than " + std::to_string(kMaxJsonMembers) + " members";
    }
  }
  return std::nullopt;
}

// The library's messages begin with its own error number, "[json.exception.parse_error.101] ".
std::string without_code(const std::string& message) {
  const std::size_t end = message.find("] ");
  return message.rfind("[json.", 0) == 0 && end != std::string::npos ? message.substr(end + 2) : message;
}

}  // namespace

Json parse_json_object(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") throw std::invalid_argument("begins with a byte order mark");
  if (const auto why = excess(text)) throw std::invalid_argument(*why);
  Json value;
  try {
    value = Json::parse(text);
  } catch (const Json::exception& error) {
    throw std::invalid_argument(without_code(error.what()));
  }
  if (!value.is_object())
    throw std::invalid_argument(std::string("expected an object, found ") + value.type_name());
  return value;
}

std::string to_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::optional<std::string> string_member(const Json& object, std::string_view key) {
  const auto member = object.find(std::string(key));
  if (member == object.end() || !member->is_string()) return std::nullopt;
  const auto& text = member->get_ref<const std::string&>();
  return text.empty() ? std::nullopt : std::optional(text);
}

const Json& object_member(const Json& object, std::string_view key) {
  static const Json kEmpty = Json::object();
  const auto member = object.find(std::string(key));
  return member != object.end() && member->is_object() ? *member : kEmpty;
}

}  // namespace headwater::collector
