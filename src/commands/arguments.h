#pragma once

#include <cmath>
#include <cstddef>
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

// An HTTP status code; 0 for what cannot be one.
inline int http_code(double number) { return number >= 0 && number < 1000 ? static_cast<int>(number) : 0; }

// Brings start and duration of what is over by `at` between 0 and `at`.
void keep_within(double at, double& start, double& duration);

// The arguments of one command, by their places in its row (commands.h).
class Arguments {
 public:
  Arguments(const DecodedCommand& command, Drops& drops) : command_(command), drops_(drops) {}

  double number(unsigned place) const { return command_.numbers[place]; }
  bool is_one(unsigned place) const { return number(place) == 1; }
  std::uint32_t bits(unsigned place) const { return word(number(place)); }
  std::string_view string(unsigned place) const { return command_.strings[place]; }

  // 0 for what is not finite.
  double finite(unsigned place) const;

  // A time given by the page, until `at`: `at` when it is absent (NaN), infinite or negative. A little before
  // 0 or after `at` (limits::kClockTolerance) it is that; what is later still comes as it is.
  double time_until(unsigned place, double at) const;

  // A handle the shim may give out; 0, which names nothing, for anything else.
  Handle handle(unsigned place) const;

  // A handle where 0 means the root.
  Handle parent(unsigned place) const {
    const double value = number(place);
    return value >= 0 && value < kFirstCoreHandle ? word(value) : 0;
  }

  // Fills members of an entry in the order of the row (entry_fields.h): from the numbers behind `t`, one that
  // is not finite leaves what is there, and from the strings.
  template <typename Entry, std::size_t kNumbers, std::size_t kStrings>
  void fill(Entry& entry, double Entry::*const (&numbers)[kNumbers],
            std::string_view Entry::*const (&strings)[kStrings]) const {
    const double* from = command_.numbers;
    for (double Entry::*const member : numbers) entry.*member = finite_or(*++from, entry.*member);
    const std::string_view* text = command_.strings;
    for (std::string_view Entry::*const member : strings) entry.*member = *text++;
  }

 private:
  const DecodedCommand& command_;
  Drops& drops_;
};

}  // namespace headwater
