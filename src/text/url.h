#pragma once

#include <string_view>

#include "src/base/string.h"

namespace headwater {

// Addresses as they may leave the page. All of these take absolute URLs as the browser resolved them, and
// answer something harmless for any other text.

// Without query, fragment and credentials. What looks like an e-mail address or a token (identifiers.h) reads
// `[email]` or `[token]`, wherever it stands between `/ ; = , & ( )` or `:` after the host.
//
// Of the query, the pairs whose key, as people write it (readable.h), fits one of the lines of `kept_keys`
// (templates.h, for example `page` or `utm_*`) stay in their order, their values treated like the path.
//
// Of a scheme without a host nothing but the scheme is left (`blob:`, `javascript:`, `mailto:`), of `data:`
// also the media type, of `about:` also what it is about, of `file:` the last part of the path
// (file:///index.html).
String strip_url(std::string_view url, std::string_view kept_keys = {});

// scheme://host[:port], empty for an address without a host.
std::string_view origin_of(std::string_view stripped_url);

// host[:port].
std::string_view host_of(std::string_view stripped_url);

// Without the colon, for example "https".
std::string_view scheme_of(std::string_view stripped_url);

// How the address is shown: its path alone on the page's own origin, whole elsewhere, without a query.
std::string_view label_of(std::string_view stripped_url, std::string_view page_origin);

}  // namespace headwater
