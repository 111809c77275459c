#pragma once

#include <string>

namespace headwater::collector {

// "https://user@host:1234/path" in parts.
struct HttpAddress {
  std::string origin;  // scheme://host[:port]
  std::string user;    // before the @, without what follows a :
  std::string path;    // "" or from the / on, without one at its end
};

// Throws std::invalid_argument unless it is http or https with a host.
HttpAddress read_http_address(const std::string& text);

}  // namespace headwater::collector
