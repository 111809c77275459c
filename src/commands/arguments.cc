#include "src/commands/arguments.h"

#include <cmath>

#include "src/record/limits.h"

namespace headwater {

void keep_within(double at, double& start, double& duration) {
  start = std::fmin(std::fmax(start, 0), at);
  duration = std::fmin(std::fmax(duration, 0), at - start);
}

double Arguments::finite(unsigned place) const { return finite_or(number(place), 0); }

double Arguments::time_until(unsigned place, double at) const {
  const double time = number(place);
  if (time > -limits::kClockTolerance && time < at + limits::kClockTolerance) {
    return std::fmin(std::fmax(time, 0), at);
  }
  if (time > 0 && std::isfinite(time)) return time;
  if (!std::isnan(time)) drops_.add(Drop::kInvalidTime);
  return at;
}

Handle Arguments::handle(unsigned place) const {
  const double value = number(place);
  const Handle handle = word(value);
  if (handle == 0 || handle >= kFirstCoreHandle || value != handle) {
    drops_.add(Drop::kInvalidHandle);
    return 0;
  }
  return handle;
}

}  // namespace headwater
