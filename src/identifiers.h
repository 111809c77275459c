#pragma once

#include <string>
#include <string_view>

namespace headwater {

// Whether `c` is one of the characters, or zero. std::strchr compares words at a time, at ten times the
// bytes.
bool is_one_of(char c, const char* characters);

// What a part of an address is, seen from its text alone. Readable text is none of it.
enum class Identifier {
  kNone,
  // 2024-05-31, 2024.05.31, 2024_05_31, 20240531 of the years 1900 to 2099, also with a time after it
  // (2024-05-31T12:30).
  kDate,
  // All digits; a UUID; hexadecimal of 8 characters or more with a digit; base64url of 16 characters or more
  // with a digit and mixed case whose characters are in no readable order; letters and digits of 16
  // characters or more that change from one to the other all the time (ULID, cuid).
  //
  // Readable order: an uppercase letter begins a word, digits stand together. So `iPhone15ProMaxSilver256` is
  // a name and `V1StGXR8_Z5jdHi6B-myT` is not. One random text in a hundred looks readable, one in 25 of the
  // shortest.
  kId,
  // Something@domain.tld with anything around it. `logo@2x.png` and `react@18.2.0` are none.
  kEmail,
  // What may let its bearer in: a JSON Web Token, base64url as above of 32 characters or more, hexadecimal of
  // 40 or more. Nothing that ends in a file extension.
  kToken,
};

// `part` with its percent escapes decoded; any bytes, not necessarily UTF-8.
Identifier identify(const char* part);

// What each kind is replaced by, null for what stays.
struct Replacements {
  const char* by[5];  // by Identifier
  // Between parts, themselves or as percent escapes. A zero byte is one as well.
  const char* separators;
  // Whether what stands before the last dot is replaced as well, if a letter comes after it.
  bool before_extension;
};

// Appends `text` with its identifiers replaced; whatever is not replaced stays as it is written. Takes linear
// time.
void replace_identifiers(std::string& out, std::string_view text, const Replacements& replacements);

}  // namespace headwater
