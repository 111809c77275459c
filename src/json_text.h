#pragma once

#include <string>

namespace headwater {

// Whether `text`, well-formed UTF-8, is one JSON value (RFC 8259) nested at most 32 deep, its numbers below
// 1e308. It is going to be written into a payload as it is, so escapes of lone surrogates, which JSON allows
// and receivers refuse, are overwritten with that of U+FFFD, and line breaks between tokens with spaces.
bool check_json(std::string& text);

}  // namespace headwater
