#pragma once

namespace headwater {

// ASCII alone, whatever the locale: what is beyond is none of these.
inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }
inline bool is_upper(char c) { return static_cast<unsigned char>(c - 'A') < 26; }
inline bool is_letter(char c) { return static_cast<unsigned char>((c | 0x20) - 'a') < 26; }

// 16 or more for none.
inline unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>(static_cast<unsigned char>((c | 0x20) - 'a')) + 10;
}

// Whether `c` is one of the characters, or zero. std::strchr compares words at a time, at ten times the
// bytes.
inline bool is_one_of(char c, const char* characters) {
  while (*characters && *characters != c) ++characters;
  return *characters == c;
}

}  // namespace headwater
