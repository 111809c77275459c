#include "demo/collector/http/cors.h"

#include <string>
#include <string_view>

namespace headwater::collector {

void allow_any_origin(httplib::Response& response) {
  response.set_header("Access-Control-Allow-Origin", "*");
  response.set_header("Access-Control-Expose-Headers", "x-sentry-error, x-sentry-rate-limits, retry-after");
}

void answer_preflight(const httplib::Request& request, httplib::Response& response) {
  allow_any_origin(response);
  response.set_header("Access-Control-Allow-Methods", "POST");
  response.set_header(
      "Access-Control-Allow-Headers",
      "x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, content-type, "
      "authentication, authorization, content-encoding, transfer-encoding");
  response.set_header("Access-Control-Max-Age", "3600");
  // Browsers ask this when a page of a public address sends to a private one, as this usually is.
  if (request.has_header("Access-Control-Request-Private-Network")) {
    response.set_header("Access-Control-Allow-Private-Network", "true");
  }
  response.status = 200;
}

bool is_for_loopback(const httplib::Request& request) {
  const std::string value = request.get_header_value("Host");
  std::string_view host = value;
  const std::size_t port = host.find_last_not_of("0123456789");
  if (port != std::string_view::npos && host[port] == ':') host = host.substr(0, port);
  constexpr std::string_view kSuffix = ".localhost";
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]" ||
         (host.size() > kSuffix.size() && host.substr(host.size() - kSuffix.size()) == kSuffix);
}

bool is_from_another_site(const httplib::Request& request) {
  const std::string site = request.get_header_value("Sec-Fetch-Site");
  return (site == "cross-site" || site == "same-site") &&
         request.get_header_value("Sec-Fetch-Dest") != "document";
}

}  // namespace headwater::collector
