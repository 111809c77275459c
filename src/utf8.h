#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headwater {

// Replaces each byte that is not part of well-formed UTF-8 (lone surrogates and overlong forms are not) by
// U+FFFD. Answers whether there was anything to replace. In the shipped module (HEADWATER_TRUSTED_TEXT) it
// was a TextEncoder that wrote the text, and there is nothing.
#ifdef HEADWATER_TRUSTED_TEXT
inline bool repair_utf8(std::string&) { return false; }
#else
bool repair_utf8(std::string& text);
#endif

// How many bytes the well-formed sequence has with which `text` starts; 0 if it starts with none.
std::size_t utf8_length(std::string_view text);

// The longest start of `text`, well-formed UTF-8, that has at most `most` code points.
std::string_view first_code_points(std::string_view text, std::size_t most);

}  // namespace headwater
