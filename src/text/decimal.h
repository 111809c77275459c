#pragma once

#include <cstddef>
#include <cstdint>

#include "src/base/string.h"

namespace headwater {

// Appends value / 10^decimals in decimal digits, zeros at the end of its decimals left off but for the first
// `least` of them: 1250 with three decimals is 1.25, 2000 is 2, or 2.0 where at least one is asked for.
void append_decimal(String& text, std::uint64_t value, std::size_t decimals = 0, std::size_t least = 0);

inline String decimal(std::uint64_t value) {
  String text;
  append_decimal(text, value);
  return text;
}

}  // namespace headwater
