#include "src/outbox/rate_limits.h"

#include <algorithm>
#include <cstddef>

namespace headwater {
namespace {

constexpr double kUnsaid = 60;  // seconds

// A year: what is longer is no different on a page.
constexpr double kLongest = 31536000;

// What stands before the first `separator`, which is taken off with it.
std::string_view next_part(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

// Whole seconds, a fraction left off; negative for none.
double seconds_of(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  double seconds = -1;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    seconds = std::min(std::max(seconds, 0.0) * 10 + (c - '0'), kLongest);
  }
  return seconds;
}

}  // namespace

void RateLimits::learn(double at, int status, std::string_view header, double retry_after) {
  bool learnt = false;
  const auto hold_back = [&](double& until, double seconds) { until = std::max(until, at + seconds * 1000); };
  while (!header.empty()) {
    std::string_view limit = next_part(header, ',');
    const double seconds = seconds_of(next_part(limit, ':'));
    if (seconds < 0) continue;
    learnt = true;
    std::string_view categories = next_part(limit, ':');
    const bool all = categories.empty();
    bool traces = all;
    bool reports = all;
    while (!categories.empty()) {
      const std::string_view category = next_part(categories, ';');
      traces = traces || category == "transaction" || category == "span";
      reports = reports || category == "internal";
    }
    if (traces) hold_back(traces_, seconds);
    if (reports) hold_back(reports_, seconds);
  }
  if (learnt) return;
  const bool asked = retry_after >= 0;
  if (!asked && status != 429) return;
  const double seconds = asked ? std::min(retry_after, kLongest) : kUnsaid;
  hold_back(traces_, seconds);
  hold_back(reports_, seconds);
}

}  // namespace headwater
