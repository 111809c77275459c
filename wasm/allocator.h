#pragma once

#include <cstdint>

namespace headwater {

// Bytes that `new` gave out and has not got back, headers of blocks included. Only in the test build
// (HEADWATER_TEST_TRAP).
std::uint32_t allocated();

}  // namespace headwater
