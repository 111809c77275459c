#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/commands/commands.h"
#include "src/record/drops.h"
#include "src/text/timestamp.h"

namespace headwater {

// One command of a batch. `numbers` and `strings` have as many elements as its shape says.
struct DecodedCommand {
  Command command;
  double
      time;  // when it happened, in ms since the time origin, not after `clocks.now`; -infinity for "at once"
  const double* numbers;
  const std::string_view* strings;
};

// A batch taken apart (wasm/commands.md), its commands in the order in which they are to be applied. It
// refers to the numbers and the text it was made from, which must outlive it.
struct Batch {
  Clocks clocks;
  std::vector<DecodedCommand> commands;
  std::vector<std::string_view> strings;
};

// `count` numbers starting at `numbers`, and the text: a TextEncoder wrote it, so it is well-formed UTF-8.
// Any other text goes as it is. What cannot be read is counted in `drops` and left out.
Batch decode_batch(const double* numbers, std::size_t count, std::string_view text, Drops& drops);

}  // namespace headwater
