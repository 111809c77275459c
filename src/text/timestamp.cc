#include "src/text/timestamp.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "src/base/string.h"
#include "src/text/decimal.h"

namespace headwater {
namespace {

constexpr double kLast = 253402300799999;  // 9999-12-31T23:59:59.999Z

// Not std::clamp: NaN must give a limit too.
std::uint64_t whole(double number, double most) {
  return static_cast<std::uint64_t>(number > 0 ? std::min(number, most) : 0);
}

// Writes the 8 digits of a number below 10^8, all at once: a word is divided into its halves, fourths and
// eighths, of which each becomes a digit, the lowest the first. (Multiplied by such numbers and shifted, the
// small ones that are there are divided exactly.)
void put8(char* to, std::uint32_t value) {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t high = value / 10000;
  std::uint64_t all = high | (value - high * 10000) << 32;
  const std::uint64_t hundreds = (all * 10486 >> 20) & 0x0000007f0000007f;
  all = hundreds | (all - hundreds * 100) << 16;
  const std::uint64_t tens = (all * 103 >> 10) & 0x000f000f000f000f;
  all = (tens | (all - tens * 10) << 8) + 0x3030303030303030;
  std::memcpy(to, &all, sizeof all);
}

void put(char* to, std::size_t digits, std::uint32_t value) {
  for (; digits-- > 0; value /= 10) to[digits] = static_cast<char>('0' + value % 10);
}

}  // namespace

// Written here because a general writer of doubles now and then needs a seventh decimal.
void append_epoch_seconds(String& text, std::string_view before, const Clocks& anchor, double time) {
  constexpr std::uint64_t kSecond = 1000000;
  const std::uint64_t micros =
      whole(std::floor((anchor.epoch - anchor.now + time) * 1000 + 0.5), kLast * 1000);
  // From 2001 to 2106 there are ten digits before the point, and 32 bits are enough.
  if (micros < 1000000000 * kSecond || micros >> 32 >= kSecond) {
    append_decimal(text += before, micros, 6, 1);
    return;
  }
  const auto seconds = static_cast<std::uint32_t>(micros / kSecond);
  const std::uint32_t high = seconds / 100000000;
  char* to = std::copy(before.begin(), before.end(), text.extend(before.size() + 19));
  put(to, 2, high);
  put8(to + 2, seconds - high * 100000000);
  to[10] = '.';
  // Two more than there are.
  put8(to + 11, static_cast<std::uint32_t>(micros - seconds * kSecond) * 100);
  for (to += 16; *to == '0' && to[-1] != '.'; --to) {
  }
  text.truncate(static_cast<std::size_t>(to + 1 - text.data()));
}

String epoch_seconds(const Clocks& anchor, double time) {
  String text;
  append_epoch_seconds(text, {}, anchor, time);
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
  put(text.data(), 4, static_cast<std::uint32_t>(month > 12 ? year : year - 1));
  put(text.data() + 5, 2, static_cast<std::uint32_t>(month > 12 ? month - 12 : month));
  put(text.data() + 8, 2, static_cast<std::uint32_t>(days + 1));
  put(text.data() + 11, 2, static_cast<std::uint32_t>(ms / 3600000 % 24));
  put(text.data() + 14, 2, static_cast<std::uint32_t>(ms / 60000 % 60));
  put(text.data() + 17, 2, static_cast<std::uint32_t>(ms / 1000 % 60));
  put(text.data() + 20, 3, static_cast<std::uint32_t>(ms % 1000));
  return text;
}

}  // namespace headwater
