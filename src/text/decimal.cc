#include "src/text/decimal.h"

#include <algorithm>

namespace headwater {

void append_decimal(String& text, std::uint64_t value, std::size_t decimals, std::size_t least) {
  // Nine digits at a time: engines divide 32 bits far faster than 64.
  constexpr std::uint64_t kBillion = 1000000000;
  char shown[40];
  char* const point = shown + sizeof shown - decimals;
  char* to = shown + sizeof shown;
  do {
    const std::uint64_t others = value / kBillion;
    std::uint32_t digits = static_cast<std::uint32_t>(value - others * kBillion);
    value = others;
    for (int i = 0; i < 9 && (digits > 0 || value > 0 || to >= point); ++i, digits /= 10) {
      *--to = static_cast<char>('0' + digits % 10);
    }
  } while (value > 0 || to >= point);
  while (decimals > least && point[decimals - 1] == '0') --decimals;
  const auto whole = static_cast<std::size_t>(point - to);
  char* const written = text.extend(whole + (decimals > 0) + decimals);
  std::copy_n(to, whole, written);
  if (decimals == 0) return;
  written[whole] = '.';
  std::copy_n(point, decimals, written + whole + 1);
}

}  // namespace headwater
