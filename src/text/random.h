#pragma once

#include <cstdint>

#include "src/base/string.h"

namespace headwater {

// SplitMix64: enough for event ids, and the same everywhere for the same seed.
class Random {
 public:
  explicit Random(std::uint64_t seed = 0) : state_(seed) {}

  std::uint64_t next();

  // A version 4 UUID as 32 lowercase hex digits, the form of an event id.
  String uuid();

 private:
  std::uint64_t state_;
};

}  // namespace headwater
