#include "demo/collector/base/wire_time.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <string_view>

namespace headwater::collector {
namespace {

constexpr double kYear10000 = 253402300800.0;

std::optional<double> in_range(double seconds) {
  return seconds >= 0 && seconds < kYear10000 ? std::optional(seconds) : std::nullopt;
}

// Takes exactly `digits` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// The fraction of a second at the front of `text`, of any precision; 0 if there is none.
double take_fraction(std::string_view& text) {
  if (text.size() < 2 || text[0] != '.' || text[1] < '0' || text[1] > '9') return 0;
  text.remove_prefix(1);
  double value = 0;
  for (double unit = 0.1; !text.empty() && text[0] >= '0' && text[0] <= '9'; unit /= 10) {
    value += unit * (text[0] - '0');
    text.remove_prefix(1);
  }
  return value;
}

// What has to be added to the local time that `text` ends with to have UTC, in seconds.
std::optional<int> take_offset(std::string_view& text) {
  if (text.empty() || take(text, "Zz")) return 0;
  const int sign = text.front() == '-' ? 1 : -1;
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  take(text, ":");
  const auto minutes = take_number(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

std::optional<double> read_rfc3339(std::string_view text) {
  const auto year = take_number(text, 4);
  const bool date_marks = take(text, "-");
  const auto month = take_number(text, 2);
  if (!year || !date_marks || !month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take(text, "Tt ")) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 60) return std::nullopt;
  const double fraction = take_fraction(text);
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::chrono::duration<double> midnight = std::chrono::sys_days(date).time_since_epoch();
  return midnight.count() + *hour * 3600 + *minute * 60 + *second + *offset + fraction;
}

}  // namespace

std::optional<double> read_wire_time(const Json& value) {
  if (value.is_number()) return in_range(value.get<double>());
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) return in_range(seconds);
  const auto moment = read_rfc3339(text);
  return moment ? in_range(*moment) : std::nullopt;
}

}  // namespace headwater::collector
