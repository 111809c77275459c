#include "parse_json.h"

#include <stdexcept>

namespace headwater::collector {
namespace {

// Why it is too much, empty if it isn't. Counts brackets and colons outside of strings; whether they match is
// the parser's business.
std::string excess(std::string_view text) {
  int members[kMaxJsonDepth + 1] = {};
  int depth = 0;
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
      if (++depth > kMaxJsonDepth) return "nested deeper than " + std::to_string(kMaxJsonDepth);
      members[depth] = 0;
    } else if (c == '}' || c == ']') {
      if (--depth < 0) return {};
    } else if (c == ':' && ++members[depth] > kMaxJsonMembers) {
      return "more than " + std::to_string(kMaxJsonMembers) + " members in an object";
    }
  }
  return {};
}

// The library's messages begin with its own error number, "[json.exception.parse_error.101] ".
std::string without_code(const std::string& message) {
  const std::size_t end = message.find("] ");
  return message.rfind("[json.", 0) == 0 && end != std::string::npos ? message.substr(end + 2) : message;
}

}  // namespace

Json parse_json_object(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") throw std::invalid_argument("begins with a byte order mark");
  if (const std::string reason = excess(text); !reason.empty()) throw std::invalid_argument(reason);
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
