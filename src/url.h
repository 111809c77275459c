#pragma once

#include <string>
#include <string_view>

namespace headwater {

// Addresses as they may leave the page. All of these take absolute URLs as the browser resolved them, and
// answer something harmless for any other text.

// Without query, fragment and credentials. `data:` keeps its media type alone, `blob:` nothing but the
// scheme.
std::string strip_url(std::string_view url);

// scheme://host[:port], empty for an address without a host.
std::string_view origin_of(std::string_view stripped_url);

// host[:port].
std::string_view host_of(std::string_view stripped_url);

// Without the colon, for example "https".
std::string_view scheme_of(std::string_view stripped_url);

// How the address is shown: its path alone on the page's own origin, whole elsewhere.
std::string_view label_of(std::string_view stripped_url, std::string_view page_origin);

}  // namespace headwater
