#pragma once

#include <cstdint>
#include <string>

namespace headwater {

// The decimal digits of `value`. std::to_string does this with a table, at five times the module's bytes.
std::string decimal(std::uint64_t value);

}  // namespace headwater
