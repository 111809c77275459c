#pragma once

#include <string_view>
#include <vector>

namespace headwater::collector {

// A file of the viewer (build/viewer/), compiled in (embed.cmake): nothing is ever read from disk to be
// served.
struct PageFile {
  std::string_view path;  // as requested, "/" for the page itself
  std::string_view content_type;
  std::string_view content;
};

const std::vector<PageFile>& page_files();

// The page runs its own files and talks to its own origin, nothing else: whatever a transaction's name holds.
inline constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace headwater::collector
