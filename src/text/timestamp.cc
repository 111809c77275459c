#include "src/text/timestamp.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "src/base/string.h"
#include "src/text/decimal.h"

namespace headwater {
namespace {

constexpr double kLast = 253402300799999;  // 9999-12-31T23:59:59.999Z

// Not std::clamp: NaN must give a limit too.
std::uint64_t whole(double number, double most) {
  return static_cast<std::uint64_t>(number > 0 ? std::min(number, most) : 0);
}

void put(String& text, std::size_t at, std::size_t digits, std::uint64_t value) {
  for (; digits-- > 0; value /= 10) text[at + digits] = static_cast<char>('0' + value % 10);
}

}  // namespace

// Written here because a general writer of doubles now and then needs a seventh decimal.
void append_epoch_seconds(String& text, const Clocks& anchor, double time) {
  const std::uint64_t micros =
      whole(std::floor((anchor.epoch - anchor.now + time) * 1000 + 0.5), kLast * 1000);
  append_decimal(text, micros, 6, 1);
}

String epoch_seconds(const Clocks& anchor, double time) {
  String text;
  append_epoch_seconds(text, anchor, time);
  return text;
}

double drift(const Clocks& from, const Clocks& to) { return (to.epoch - to.now) - (from.epoch - from.now); }

String rfc3339(double epoch) {
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

  String text = "0000-00-00T00:00:00.000Z";
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
