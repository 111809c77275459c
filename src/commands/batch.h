#pragma once

#include <cstddef>
#include <string_view>

#include "src/base/vector.h"
#include "src/commands/commands.h"
#include "src/record/drops.h"
#include "src/text/timestamp.h"

namespace headwater {

// One command of a batch. `numbers` and `strings` have as many elements as its shape says.
struct DecodedCommand {
  Command command;
  // When it happened, in ms since the time origin, not after the batch's `now`; -infinity for "at once".
  double time;
  const double* numbers;
  std::string_view strings[kMostStrings];
};

// Reads a batch (wasm/commands.md). It refers to the numbers and the text it was made from, which must
// outlive it.
class Batch {
 public:
  // `count` numbers starting at `numbers`, and the text: a TextEncoder wrote it, so it is well-formed UTF-8.
  // Any other text goes as it is. What cannot be read is counted in `drops`, and left out.
  Batch(const double* numbers, std::size_t count, std::string_view text, Drops& drops);

  // Whether the clocks are there.
  bool has_clocks() const { return count_ >= kHeader; }
  Clocks clocks() const { return {numbers_[1], numbers_[2]}; }

  // Reads the next command in the order in which they are to be applied: that of their times, and of the
  // batch where these are equal. False when none is left.
  bool next(DecodedCommand& command);

 private:
  static constexpr std::size_t kHeader = 3;  // text length, now, epoch

  // Where a command begins.
  struct Place {
    std::size_t number;
    std::size_t letter;
    double before;  // the time of what has none of its own
  };
  bool read(Place& place, DecodedCommand& command);
  const CommandShape* read_numbers(Place& place, DecodedCommand& command, Drops* drops);
  void malformed();

  const double* numbers_;
  std::size_t count_;
  std::string_view text_;
  Drops& drops_;
  bool malformed_ = false;
  std::size_t left_ = 0;
  Place place_;
  // Of a batch that is not in order: the places in the order of their times.
  struct Timed {
    double time;
    Place place;
  };
  Vector<Timed> sorted_;
  std::size_t next_ = 0;
};

}  // namespace headwater
