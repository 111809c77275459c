#include "url.h"

namespace headwater {
namespace {

// Where the authority starts, npos if there is none.
std::size_t authority_start(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || url.substr(colon, 3) != "://") return std::string_view::npos;
  return colon + 3;
}

}  // namespace

std::string_view scheme_of(std::string_view url) {
  const std::size_t colon = url.find(':');
  return colon == std::string_view::npos ? std::string_view() : url.substr(0, colon);
}

std::string strip_url(std::string_view url) {
  const std::string_view scheme = scheme_of(url);
  if (scheme == "data") return std::string(url.substr(0, url.find_first_of(",;")));
  if (scheme == "blob") return "blob:";

  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t start = authority_start(url);
  if (start == std::string_view::npos) return std::string(url);
  const std::size_t end = url.find('/', start);
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < start) return std::string(url);
  return std::string(url.substr(0, start)).append(url.substr(at + 1));
}

std::string_view origin_of(std::string_view url) {
  const std::size_t start = authority_start(url);
  return start == std::string_view::npos ? std::string_view() : url.substr(0, url.find('/', start));
}

std::string_view host_of(std::string_view url) {
  const std::size_t start = authority_start(url);
  if (start == std::string_view::npos) return {};
  const std::size_t end = url.find('/', start);
  return url.substr(start, end == std::string_view::npos ? end : end - start);
}

std::string_view label_of(std::string_view url, std::string_view page_origin) {
  const std::string_view origin = origin_of(url);
  if (origin.empty() || origin != page_origin || origin.size() == url.size()) return url;
  return url.substr(origin.size());
}

}  // namespace headwater
