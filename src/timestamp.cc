#include "timestamp.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "decimal.h"

namespace headwater {
namespace {

constexpr double kLast = 253402300799999;  // 9999-12-31T23:59:59.999Z

// Not std::clamp: NaN must give a limit too.
std::uint64_t whole(double number, double most) {
  return static_cast<std::uint64_t>(number > 0 ? std::min(number, most) : 0);
}

void put(std::string& text, std::size_t at, std::size_t digits, std::uint64_t value) {
  for (; digits-- > 0; value /= 10) text[at + digits] = static_cast<char>('0' + value % 10);
}

}  // namespace

// Written here because a general writer of doubles now and then needs a seventh decimal.
std::string epoch_seconds(const Clocks& anchor, double time) {
  const std::uint64_t micros =
      whole(std::floor((anchor.epoch - anchor.now + time) * 1000 + 0.5), kLast * 1000);
  std::string text = decimal(micros / 1000000) + ".000000";
  put(text, text.size() - 6, 6, micros % 1000000);
  while (text.back() == '0' && text[text.size() - 2] != '.') text.pop_back();
  return text;
}

double drift(const Clocks& from, const Clocks& to) { return (to.epoch - to.now) - (from.epoch - from.now); }

std::string rfc3339(double epoch) {
  const std::uint64_t ms = whole(epoch, kLast);

  // Days to a civil date, in years that begin in March so that the leap day is the last day of a year.
  const std::uint64_t days = ms / 86400000 + 719468;
  const std::uint64_t era = days / 146097;
  const std::uint64_t day_of_era = days % 146097;
  const std::uint64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint64_t march_month = (5 * day_of_year + 2) / 153;
  const std::uint64_t month = march_month < 10 ? march_month + 3 : march_month - 9;

  std::string text = "0000-00-00T00:00:00.000Z";
  put(text, 0, 4, year_of_era + era * 400 + (month <= 2 ? 1 : 0));
  put(text, 5, 2, month);
  put(text, 8, 2, day_of_year - (153 * march_month + 2) / 5 + 1);
  put(text, 11, 2, ms / 3600000 % 24);
  put(text, 14, 2, ms / 60000 % 60);
  put(text, 17, 2, ms / 1000 % 60);
  put(text, 20, 3, ms % 1000);
  return text;
}

}  // namespace headwater
