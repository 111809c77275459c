#pragma once

#include <cstddef>
#include <string_view>

#include "src/tracer/tracer.h"

namespace headwater {

// Applies a batch (wasm/commands.md) to the tracer: checks and converts what the commands say, and does
// everything due before each. What is due after the last waits for Tracer::advance: the batch may be a piece
// of what was known at the time of its clocks. Answers how many commands were applied; what cannot be
// applied is counted in tracer.drops().
std::size_t run_batch(Tracer& tracer, const double* numbers, std::size_t count, std::string_view text);

}  // namespace headwater
