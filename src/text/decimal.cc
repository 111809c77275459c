#include "src/text/decimal.h"

namespace headwater {

std::string decimal(std::uint64_t value) {
  char digits[20];
  std::size_t at = sizeof digits;
  do {
    digits[--at] = static_cast<char>('0' + value % 10);
  } while (value /= 10);
  return {digits + at, sizeof digits - at};
}

}  // namespace headwater
