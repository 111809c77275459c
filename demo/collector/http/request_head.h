#pragma once

#include <string_view>

namespace headwater::collector {

// Whether the head of a request, as it came, means the same to whoever reads it (RFC 9112,
// sections 2.2, 3.2, 5.1 and 5.2). httplib passes over lines that it can't read and decodes %XX in values:
// what it takes for the end of a request may be the middle of it for a proxy before us, and then somebody's
// body is the next request.
bool is_clear_head(std::string_view head);

}  // namespace headwater::collector
