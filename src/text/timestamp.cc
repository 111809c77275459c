#include "src/text/timestamp.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

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
void append_epoch_seconds(std::string& text, const Clocks& anchor, double time) {
  const std::uint64_t micros =
      whole(std::floor((anchor.epoch - anchor.now + time) * 1000 + 0.5), kLast * 1000);
  char digits[24];
  std::size_t from = sizeof digits;
  auto fraction = static_cast<std::uint32_t>(micros % 1000000);
  int decimals = 6;
  for (; decimals > 1 && fraction % 10 == 0; --decimals) fraction /= 10;
  for (; decimals > 0; --decimals, fraction /= 10) digits[--from] = static_cast<char>('0' + fraction % 10);
  digits[--from] = '.';
  std::uint64_t seconds = micros / 1000000;
  do {
    digits[--from] = static_cast<char>('0' + seconds % 10);
  } while (seconds /= 10);
  text.append(digits + from, sizeof digits - from);
}

std::string epoch_seconds(const Clocks& anchor, double time) {
  std::string text;
  append_epoch_seconds(text, anchor, time);
  return text;
}

double drift(const Clocks& from, const Clocks& to) { return (to.epoch - to.now) - (from.epoch - from.now); }

std::string rfc3339(double epoch) {
  const std::uint64_t ms = whole(epoch, kLast);

  // In years that begin in March, so that the leap day is the last of a year: 1970 began 306 days into one.
  std::uint64_t days = ms / 86400000 + 306;
  std::uint64_t year = 1970;
  for (;; ++year) {
    const std::uint64_t length = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
    if (days < length) break;
    days -= length;
  }
  std::uint64_t month = 3;
  // March 31, April 30, May 31, June 30, July 31; August 31, September 30...
  for (;; ++month) {
    const std::uint64_t length = 31 - (month - 3) % 5 % 2;
    if (days < length) break;
    days -= length;
  }

  std::string text = "0000-00-00T00:00:00.000Z";
  put(text, 0, 4, month > 12 ? year : year - 1);
  put(text, 5, 2, month > 12 ? month - 12 : month);
  put(text, 8, 2, days + 1);
  put(text, 11, 2, ms / 3600000 % 24);
  put(text, 14, 2, ms / 60000 % 60);
  put(text, 17, 2, ms / 1000 % 60);
  put(text, 20, 3, ms % 1000);
  return text;
}

}  // namespace headwater
