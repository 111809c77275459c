#pragma once

#include <limits>
#include <string_view>

#include "src/base/string.h"

namespace headwater {

// Later than every time.
inline constexpr double kNever = std::numeric_limits<double>::infinity();

// The same moment on both clocks: `now` in ms since performance.timeOrigin (monotonic, stands still in
// sleep), `epoch` in ms since 1970 (follows the wall clock).
struct Clocks {
  double now = 0;
  double epoch = 0;
};

// Where the page time `time` (ms) lies on the wall clock, seen from `anchor`: seconds since 1970 as a JSON
// number, rounded to a microsecond, with at least one decimal and no other trailing zeros, for example
// "1763800000.25". Limits as those of rfc3339.
String epoch_seconds(const Clocks& anchor, double time);
// The same, at the end of a text, behind what is written as it is.
void append_epoch_seconds(String& text, std::string_view before, const Clocks& anchor, double time);

// How many ms the wall clock went ahead of the monotonic one between the two moments. Far from 0 when the
// machine slept in between, or its clock was set.
double drift(const Clocks& from, const Clocks& to);

// RFC 3339 in UTC with milliseconds, for example "2026-11-22T12:00:00.000Z". Times before 1970 or after the
// year 9999 give those limits.
String rfc3339(double epoch);

}  // namespace headwater
