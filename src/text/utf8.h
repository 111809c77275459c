#pragma once

#include <cstddef>
#include <string_view>

namespace headwater {

// How many bytes the well-formed sequence has with which `text` starts; 0 if it starts with none.
std::size_t utf8_length(std::string_view text);

// The longest start of `text`, well-formed UTF-8, that has at most `most` code points.
std::string_view first_code_points(std::string_view text, std::size_t most);

}  // namespace headwater
