#include "demo/collector/base/json_text.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace headwater::collector {

void append_json(std::string& json, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  json += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    json.append(text, copied, i - copied);
    copied = i + 1;
    if (c == '"' || c == '\\') {
      json += '\\';
      json += text[i];
    } else {
      json += "\\u00";
      json += kDigits[c >> 4];
      json += kDigits[c & 15];
    }
  }
  json.append(text, copied, text.size() - copied);
  json += '"';
}

void append_json(std::string& json, double number) {
  char text[32];
  constexpr double kExact = 9007199254740992;
  const bool is_whole = std::abs(number) < kExact && std::trunc(number) == number;
  const auto end = is_whole ? std::to_chars(text, text + sizeof text, static_cast<std::int64_t>(number)).ptr
                            : std::to_chars(text, text + sizeof text, number).ptr;
  json.append(text, static_cast<std::size_t>(end - text));
}

void append_json(std::string& json, const std::optional<double>& number) {
  number ? append_json(json, *number) : void(json += "null");
}

void append_json(std::string& json, const std::optional<std::string>& text) {
  text ? append_json(json, std::string_view(*text)) : void(json += "null");
}

void append_json(std::string& json, const std::optional<std::string_view>& text) {
  text ? append_json(json, *text) : void(json += "null");
}

}  // namespace headwater::collector
