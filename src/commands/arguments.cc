#include "src/commands/arguments.h"

#include <cmath>

#include "src/record/limits.h"

namespace headwater {

// Commands consist of these calls; inlined into each they are a kilobyte.

double Arguments::number_or(double otherwise) {
  const double value = number();
  return std::isfinite(value) ? value : otherwise;
}

double Arguments::time_until(double at) {
  const double time = number();
  if (time > -limits::kClockTolerance && time < at + limits::kClockTolerance) {
    return std::fmin(std::fmax(time, 0), at);
  }
  if (time > 0 && std::isfinite(time)) return time;
  if (!std::isnan(time)) drops_.add(Drop::kInvalidTime);
  return at;
}

void Arguments::read_extent(double at, double& start, double& duration) {
  start = std::fmin(std::fmax(number_or(0), 0), at);
  duration = std::fmin(std::fmax(number_or(0), 0), at - start);
}

Handle Arguments::handle() {
  const double value = number();
  const Handle handle = word(value);
  if (handle == 0 || handle >= kFirstCoreHandle || value != handle) {
    drops_.add(Drop::kInvalidHandle);
    return 0;
  }
  return handle;
}

}  // namespace headwater
