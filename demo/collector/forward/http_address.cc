#include "demo/collector/forward/http_address.h"

#include <algorithm>
#include <stdexcept>

namespace headwater::collector {

HttpAddress read_http_address(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos || (text.substr(0, scheme) != "http" && text.substr(0, scheme) != "https"))
    throw std::invalid_argument("expected http:// or https://: " + text);
  const std::size_t start = scheme + 3;
  const std::size_t slash = std::min(text.find('/', start), text.size());
  HttpAddress address;
  std::string host = text.substr(start, slash - start);
  if (const std::size_t at = host.rfind('@'); at != std::string::npos) {
    address.user = host.substr(0, std::min(host.find(':'), at));
    host = host.substr(at + 1);
  }
  if (host.empty()) throw std::invalid_argument("expected a host: " + text);
  address.origin = text.substr(0, start) + host;
  address.path = text.substr(slash);
  while (!address.path.empty() && address.path.back() == '/') address.path.pop_back();
  return address;
}

}  // namespace headwater::collector
