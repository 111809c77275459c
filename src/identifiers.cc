#include "identifiers.h"

namespace headwater {
namespace {

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }
bool is_upper(char c) { return static_cast<unsigned char>(c - 'A') < 26; }
bool is_letter(char c) { return static_cast<unsigned char>((c | 0x20) - 'a') < 26; }

// 16 or more for none.
unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>(static_cast<unsigned char>((c | 0x20) - 'a')) + 10;
}

}  // namespace

bool is_one_of(char c, const char* characters) {
  while (*characters && *characters != c) ++characters;
  return *characters == c;
}

Identifier identify(const char* part) {
  unsigned digits = 0, uppers = 0, letters = 0, hex = 0, dots = 0;
  // Changes between letter and digit; the same and uppercase letters that begin no word.
  unsigned changes = 0, odd = 0;
  unsigned number = 0;
  unsigned size = 0, dot = 0, at = 0;
  bool plain = true;
  char before = '\0';
  for (; const char c = part[size]; ++size, before = c) {
    // A date with the time.
    if (c == 'T' && digits == 8 && size <= 10) break;
    const bool digit = is_digit(c);
    if (digit || is_letter(c)) {
      if (digit) {
        ++digits;
        number = number * 10 + static_cast<unsigned>(c - '0');
      } else {
        ++letters;
        if (at > 0 && size > at + 3 && part[size - 2] == '.' && is_letter(before)) return Identifier::kEmail;
      }
      if (is_upper(c)) ++uppers;
      if (hex_value(c) < 16) ++hex;
      if (is_digit(before) || is_letter(before)) {
        const bool change = digit != is_digit(before);
        changes += change;
        odd += change || is_upper(c);
      }
    } else if (c == '.') {
      ++dots;
      dot = size;
    } else if (c == '@') {
      plain = false;
      // The density of an image or the version of a package: @2x, @3.4
      const bool version = is_digit(part[size + 1]) && (part[size + 2] == 'x' || part[size + 2] == '.');
      if (!version) at = size;
    } else if (!is_one_of(c, "-_+")) {
      plain = false;
    }
  }
  if (!plain) return Identifier::kNone;

  const bool separated = size == 10 && part[4] == part[7] && !is_digit(part[4]);
  if (digits == 8 && (size == 8 || separated) && number / 10000 - 1900 < 200 && number / 100 % 100 - 1 < 12 &&
      number % 100 - 1 < 31) {
    return Identifier::kDate;
  }
  if (dots > 1 && part[0] == 'e' && part[1] == 'y' && part[2] == 'J') return Identifier::kToken;
  const bool extension = dots > 0 && size - dot < 10 && is_letter(part[dot + 1]);
  if (digits == 0 || extension) return Identifier::kNone;
  if (hex == size) {
    return size >= 40                    ? Identifier::kToken
           : size >= 8 || digits == size ? Identifier::kId
                                         : Identifier::kNone;
  }
  // Before the other rules: 32 hexadecimal digits are no token, with or without dashes.
  if (hex == 32 && size == 36) return Identifier::kId;
  if (size < 16) return Identifier::kNone;
  if (uppers > 0 && letters > uppers && odd * 3 >= size)
    return size < 32 ? Identifier::kId : Identifier::kToken;
  return changes * 5 < size ? Identifier::kNone : Identifier::kId;
}

void replace_identifiers(std::string& out, std::string_view text, const Replacements& replacements) {
  std::string part;
  const char* written = text.data();
  const char* const end = written + text.size();
  const char* extension = end;
  for (const char* at = written;;) {
    const bool last = at == end;
    const char* next = at;
    // Zero is a separator: it ends what identify() reads.
    char c = '\0';
    if (!last) {
      c = *next++;
      if (c == '%' && end - next > 1 && hex_value(next[0]) < 16 && hex_value(next[1]) < 16) {
        c = static_cast<char>(hex_value(next[0]) * 16 + hex_value(next[1]));
        next += 2;
      }
    }
    if (!is_one_of(c, replacements.separators)) {
      if (c == '.') extension = at;
      part += c;
    } else {
      Identifier kind = identify(part.c_str());
      const std::size_t dot = part.rfind('.');
      const char* rest = at;
      if (kind == Identifier::kNone && replacements.before_extension && dot != std::string::npos &&
          is_letter(part[dot + 1])) {
        part[dot] = '\0';
        kind = identify(part.c_str());
        rest = extension;
      }
      if (const char* by = replacements.by[static_cast<int>(kind)]) {
        out += by;
        written = rest;
      }
      part.clear();
      out.append(written, static_cast<std::size_t>(next - written));
      written = next;
      if (last) return;
    }
    at = next;
  }
}

}  // namespace headwater
