#pragma once

#include <optional>

#include "demo/collector/base/parse_json.h"

namespace headwater::collector {

// A moment as it stands on the wire, in seconds since 1970: a number of seconds, a string holding one, or RFC
// 3339
// (`T` or a space between date and time, any offset; without one it is UTC, as SDKs of 2020 wrote it).
// Nothing for anything else, and for moments outside the years 1970 to 9999, which is how a time in
// milliseconds shows itself.
std::optional<double> read_wire_time(const Json& value);

}  // namespace headwater::collector
