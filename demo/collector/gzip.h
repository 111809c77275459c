#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headwater::collector {

// Undoes the content-encoding of a request body. Known are none (empty, `identity`), `gzip` (`x-gzip`, also
// of several members) and `deflate` (zlib's format, or the bare one that some clients send by that name).
// Throws Refusal: 415 for any other encoding, 400 when the body is not of that encoding or ends too early,
// 413 as soon as the result is larger than `most` bytes, so that a small body can't fill the memory.
std::string decode_content(std::string_view body, std::string_view encoding, std::size_t most);

}  // namespace headwater::collector
