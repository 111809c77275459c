#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headwater::collector {

// So much may come of any compressed body: a transaction of the size that Sentry takes (1 MiB) and reports
// beside it, however repetitive.
inline constexpr std::size_t kAnyRatioBytes = 2 << 20;
// Beyond that, a body may grow this many times. Traces measured come to 5 to 17 times; deflate itself could
// do 1032.
inline constexpr std::size_t kMostRatio = 50;

// Undoes the content-encoding of a request body. Known are none (empty, `identity`), `gzip` (`x-gzip`, also
// of several members) and `deflate` (zlib's format, or the bare one that some clients send by that name).
// Throws Refusal: 415 for any other encoding, 400 when the body is not of that encoding or ends too early,
// 413 as soon as the result is larger than `most` bytes, or out of all proportion to the body: what a small
// body can fill, in memory and on disk, stays small.
std::string decode_content(std::string_view body, std::string_view encoding, std::size_t most);

}  // namespace headwater::collector
