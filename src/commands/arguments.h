#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

#include "src/commands/batch.h"
#include "src/record/drops.h"
#include "src/text/ids.h"

namespace headwater {

// A number as 32 bits; 0 for what is none of them.
inline std::uint32_t word(double number) {
  return number >= 0 && number < 4294967296.0 ? static_cast<std::uint32_t>(number) : 0;
}

// A finite number, or what stands for it.
inline double finite_or(double number, double otherwise) {
  return std::isfinite(number) ? number : otherwise;
}

// Reads the arguments of one command in the order of its row in commands.md.
class Arguments {
 public:
  Arguments(const DecodedCommand& command, Drops& drops)
      : numbers_(command.numbers), strings_(command.strings), drops_(drops) {}

  double number() { return *numbers_++; }
  [[gnu::noinline]] double number_or(double otherwise);

  // A time given by the page, until `at`: `at` when it is absent (NaN), infinite or negative. A little before
  // 0 or after `at` (limits::kClockTolerance) it is that; what is later still comes as it is.
  [[gnu::noinline]] double time_until(double at);

  // An HTTP status code; 0 for what cannot be one.
  int http_code() {
    const double code = number();
    return code >= 0 && code < 1000 ? static_cast<int>(code) : 0;
  }

  std::uint32_t bits() { return word(number()); }
  std::string_view string() { return *strings_++; }

  // Start and duration of what is over by `at`.
  [[gnu::noinline]] void read_extent(double at, double& start, double& duration);

  // A handle the shim may give out; 0, which names nothing, for anything else.
  [[gnu::noinline]] Handle handle();

  // A handle where 0 means the root.
  Handle parent() {
    const double value = number();
    return value >= 0 && value < kFirstCoreHandle ? word(value) : 0;
  }

 private:
  const double* numbers_;
  const std::string_view* strings_;
  Drops& drops_;
};

}  // namespace headwater
