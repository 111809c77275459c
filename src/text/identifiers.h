#pragma once

#include <cstddef>
#include <string_view>

namespace headwater {

// What a part of an address is, seen from its text alone. Readable text is none of it.
enum class Identifier {
  kNone,
  // 2024-05-31, 2024.05.31, 2024_05_31, 20240531 of the years 1900 to 2099, also with a time after it
  // (2024-05-31T12:30).
  kDate,
  // All digits; hexadecimal of 8 characters or more with a digit; random text of 16 characters or more.
  // Random is base64url whose characters are in no readable order, and letters and digits that change from
  // one to the other all the time (ULID, cuid).
  //
  // Readable order: an uppercase letter begins a word, digits stand together. So `iPhone15ProMaxSilver256` is
  // a name and `V1StGXR8_Z5jdHi6B-myT` is not. One random text in a hundred looks readable, one in 25 of the
  // shortest.
  kId,
  // Something@domain.tld with anything around it, also of a domain in another script. `logo@2x.png` and
  // `react@18.2.0` are none.
  kEmail,
  // What may let its bearer in, with anything around it: a JSON Web Token, random text of 20 characters or
  // more beside its readable words, 32 hexadecimal digits or more, dashes or not (a UUID).
  kToken,
};

struct Identified {
  Identifier kind = Identifier::kNone;
  // So many characters of the part are it: all, or what stands before a file extension.
  std::size_t size = 0;
};

// `part` with its percent escapes decoded; any bytes, not necessarily UTF-8. Takes linear time.
//
// Before the extension of a script, a style or a font any text, and before that of a picture or a sound
// hexadecimal, is the hash of a file: an id, however long.
Identified identify(std::string_view part);

}  // namespace headwater
