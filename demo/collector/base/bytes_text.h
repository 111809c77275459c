#pragma once

#include <string>
#include <string_view>

namespace headwater::collector {

// RFC 4648's alphabet, padded.
std::string to_base64(std::string_view bytes);

// Lowercase hex digits, two of each byte.
std::string to_hex(std::string_view bytes);
// The bytes that pairs of hex digits are; "" if they are none.
std::string from_hex(std::string_view digits);

// At most `most` bytes from the start of a text, none of them of a character that is cut off.
std::string_view first_bytes(std::string_view text, std::size_t most);

}  // namespace headwater::collector
