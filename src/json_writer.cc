#include "json_writer.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace headwater {

std::size_t JsonWriter::open() {
  const std::size_t before = text.size();
  if (before > 0 && text.back() == '}') text += ',';
  text += '{';
  return before;
}

std::size_t JsonWriter::open(std::string_view name) {
  const std::size_t before = text.size();
  key(name);
  text += '{';
  return before;
}

void JsonWriter::close(std::size_t opened) {
  if (text.back() == '{') {
    text.resize(opened);
  } else {
    text += '}';
  }
}

void JsonWriter::string(std::string_view name, std::string_view value) {
  key(name);
  quote(value);
}

void JsonWriter::string_if(std::string_view name, std::string_view value) {
  if (!value.empty()) string(name, value);
}

// nlohmann/json's own conversion, without the json values and the serializer around it: those are 2 KB of
// module, and take five times as long.
void JsonWriter::number(std::string_view name, double value) {
  char digits[32];
  std::string_view json = "null";
  if (std::isfinite(value)) {
    const char* const end = nlohmann::detail::to_chars(digits, digits + sizeof digits, value);
    json = {digits, static_cast<std::size_t>(end - digits)};
    if (json.ends_with(".0")) json.remove_suffix(2);
  }
  raw(name, json);
}

void JsonWriter::raw(std::string_view name, std::string_view json) {
  key(name);
  text += json;
}

void JsonWriter::key(std::string_view name) {
  if (text.back() != '{') text += ',';
  quote(name);
  text += ':';
}

void JsonWriter::quote(std::string_view value) {
  text += '"';
  std::size_t written = 0;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (!control && c != '"' && c != '\\') continue;
    text += value.substr(written, at - written);
    written = at + 1;
    text += '\\';
    // The short forms are those of 8 to 13, where 11 has none.
    const char letter = !control ? c : c >= 8 && c <= 13 ? "btn\0fr"[c - 8] : '\0';
    if (letter != '\0') {
      text += letter;
    } else {
      text += c < 0x10 ? "u000" : "u001";
      text += "0123456789abcdef"[c & 15];
    }
  }
  text += value.substr(written);
  text += '"';
}

}  // namespace headwater
