#include "src/text/json_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "src/text/decimal.h"

namespace headwater {
namespace {

// Whether one of eight letters may be a quote, a backslash or a control character: yes when one is, and
// seldom when none is. Of each byte only the highest bit tells, which is borrowed when a byte becomes
// negative.
bool may_need_escape(const char* letters) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t all;
  std::memcpy(&all, letters, sizeof all);
  const std::uint64_t quotes = all ^ kOnes * '"';
  const std::uint64_t backslashes = all ^ kOnes * '\\';
  const std::uint64_t found =
      ((all - kOnes * 0x20) & ~all) | ((quotes - kOnes) & ~quotes) | ((backslashes - kOnes) & ~backslashes);
  return (found & kOnes * 0x80) != 0;
}

}  // namespace

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

void JsonWriter::string_behind(std::string_view start, std::string_view value) {
  text += start;
  quote(value);
}

// std::round is 0.2 KB; adding a half before rounding down would be wrong for odd numbers above 2^52.
static double nearest(double value) {
  const double down = std::floor(value);
  return value - down >= 0.5 ? down + 1 : down;
}

// A general conversion of doubles needs a table of powers, and is 1.6 KB of the module for the sake of a 17th
// digit. Here the decimals grow until a division gives the number back: with both of its sides whole numbers
// below 2^53 it is exact to the last bit.
void JsonWriter::number(std::string_view name, double value) {
  key(name);
  if (!std::isfinite(value)) {
    text += "null";
    return;
  }
  if (value < 0) text += '-';
  value = std::fabs(value);
  constexpr double kExact = 9007199254740992;
  // What the divisions round up must not read back as infinite: parsers refuse the whole text then.
  constexpr double kLargest = 1.79769313486e308;
  int exponent = 0;
  for (; value >= kExact; ++exponent) value = std::min(value, kLargest) / 10;
  if (value > 0 && value < 1e-6) {
    for (; value < 1; --exponent) value *= 10;
  }

  double scale = 1;
  std::size_t decimals = 0;
  double digits = nearest(value);
  for (; digits / scale != value && value * scale * 10 < kExact; ++decimals) {
    scale *= 10;
    digits = nearest(value * scale);
  }
  std::string shown = decimal(static_cast<std::uint64_t>(digits));
  if (decimals > 0) {
    if (shown.size() <= decimals) shown.insert(0, decimals + 1 - shown.size(), '0');
    shown.insert(shown.size() - decimals, 1, '.');
    while (shown.back() == '0') shown.pop_back();
    if (shown.back() == '.') shown.pop_back();
  }
  text += shown;
  if (exponent != 0) {
    text += exponent < 0 ? "e-" : "e";
    text += decimal(static_cast<std::uint64_t>(std::abs(exponent)));
  }
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
    if (value.size() - at >= 8 && !may_need_escape(value.data() + at)) {
      at += 7;
      continue;
    }
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
