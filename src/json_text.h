#pragma once

#include <string>

namespace headwater {

// Whether `text`, well-formed UTF-8, is one JSON value (RFC 8259) nested at most 32 deep, its numbers below
// 1e308. It is going to be written into a payload as it is, so escapes of lone surrogates, which JSON allows
// and receivers refuse, are overwritten with that of U+FFFD, and line breaks between tokens with spaces.
//
// In the shipped module (HEADWATER_TRUSTED_TEXT) all JSON was made by JSON.stringify and mended by
// js/core/pack.ts in the same page, so it is not read a second time: that is 0.7 KB of module. What could not
// be made JSON of comes as `?`.
#ifdef HEADWATER_TRUSTED_TEXT
inline bool check_json(std::string& text) { return !text.empty() && text[0] != '?'; }
#else
bool check_json(std::string& text);
#endif

}  // namespace headwater
