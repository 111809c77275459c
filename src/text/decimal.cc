#include "src/text/decimal.h"

namespace headwater {

void append_decimal(String& text, std::uint64_t value, std::size_t decimals, std::size_t least) {
  // Nine digits at a time: engines divide 32 bits far faster than 64.
  constexpr std::uint64_t kBillion = 1000000000;
  std::uint32_t digits = 0;
  char shown[40];
  std::size_t at = sizeof shown, end = at;
  for (std::size_t written = 0; value > 0 || digits > 0 || written <= decimals; ++written) {
    if (written % 9 == 0) {
      const std::uint64_t others = value / kBillion;
      digits = static_cast<std::uint32_t>(value - others * kBillion);
      value = others;
    }
    if (written == decimals && written > 0) shown[--at] = '.';
    const std::uint32_t others = digits / 10;
    shown[--at] = static_cast<char>('0' + (digits - others * 10));
    digits = others;
  }
  if (decimals > 0) {
    for (; decimals > least && shown[end - 1] == '0'; --decimals) --end;
    if (decimals == 0) --end;
  }
  text.append({shown + at, end - at});
}

}  // namespace headwater
