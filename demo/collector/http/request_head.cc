#include "demo/collector/http/request_head.h"

#include <strings.h>

#include <string>

namespace headwater::collector {
namespace {

using namespace std::string_view_literals;

bool equal(std::string_view name, const char* other) {
  return strcasecmp(std::string(name).c_str(), other) == 0;
}

// A line of a header, without its end.
bool is_clear_line(std::string_view line, int& hosts) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = line.substr(colon + 1);
  if (name.find_first_of(" \t"sv) != std::string_view::npos) return false;
  if (equal(name, "Host")) return ++hosts == 1 && value.find('%') == std::string_view::npos;
  if (!equal(name, "Content-Length") && !equal(name, "Transfer-Encoding")) return true;
  return value.find('%') == std::string_view::npos &&
         value.find_first_not_of(" \t"sv) != std::string_view::npos;
}

}  // namespace

bool is_clear_head(std::string_view head) {
  int hosts = 0;
  for (bool is_request_line = true; !head.empty(); is_request_line = false) {
    const std::size_t end = head.find("\r\n"sv);
    if (end == std::string_view::npos) return false;
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.find_first_of("\r\n\0"sv) != std::string_view::npos) return false;
    if (!is_request_line && !line.empty() && !is_clear_line(line, hosts)) return false;
  }
  return true;
}

}  // namespace headwater::collector
