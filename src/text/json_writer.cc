#include "src/text/json_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "src/base/string.h"
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

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// How many letters there are before the first that needs one.
std::size_t plain_start(std::string_view text) {
  std::size_t at = 0;
  while (text.size() - at >= 8 && !may_need_escape(text.data() + at)) at += 8;
  while (at < text.size() && !needs_escape(text[at])) ++at;
  return at;
}

}  // namespace

std::string_view JsonWriter::comma() const { return std::string_view(",").substr(text.back() == '{'); }

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

std::size_t JsonWriter::open_behind(std::string_view start) {
  const std::size_t before = text.size();
  text += start;
  return before;
}

void JsonWriter::close(std::size_t opened) {
  if (text.back() == '{') {
    text.truncate(opened);
  } else {
    text += '}';
  }
}

void JsonWriter::string(std::string_view name, std::string_view value) {
  string_behind(comma(), name);
  string_behind(":", value);
}

void JsonWriter::string_if(std::string_view name, std::string_view value) {
  if (!value.empty()) string(name, value);
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
  append_decimal(text, static_cast<std::uint64_t>(digits), decimals);
  if (exponent != 0) {
    text += exponent < 0 ? "e-" : "e";
    append_decimal(text, static_cast<std::uint64_t>(std::abs(exponent)));
  }
}

void JsonWriter::raw(std::string_view name, std::string_view json) {
  key(name);
  text += json;
}

void JsonWriter::key(std::string_view name) {
  string_behind(comma(), name);
  text += ':';
}

void JsonWriter::string_behind(std::string_view start, std::string_view value) {
  // What needs no escape, nearly all, is written at once.
  char* to = text.extend(start.size() + value.size() + 2);
  to = std::copy(start.begin(), start.end(), to);
  *to++ = '"';
  const std::size_t plain = plain_start(value);
  to = std::copy_n(value.begin(), plain, to);
  if (plain == value.size()) {
    *to = '"';
    return;
  }
  text.truncate(static_cast<std::size_t>(to - text.data()));
  for (const char c : value.substr(plain)) append_escaped(c);
  text += '"';
}

void JsonWriter::append_escaped(char c) {
  const bool control = static_cast<unsigned char>(c) < 0x20;
  if (needs_escape(c)) text += '\\';
  // The short forms are those of 8 to 13, where 11 has none.
  const char letter = !control ? c : c >= 8 && c <= 13 ? "btn\0fr"[c - 8] : '\0';
  if (letter != '\0') {
    text += letter;
  } else {
    text += c < 0x10 ? "u000" : "u001";
    text += "0123456789abcdef"[c & 15];
  }
}

}  // namespace headwater
