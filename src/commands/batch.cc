#include "src/commands/batch.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "src/record/limits.h"
#include "src/text/sort.h"

namespace headwater {
namespace {

const CommandShape* shape_of(double code) {
  if (!(code >= 1 && code <= 255)) return nullptr;
  const std::size_t last = std::size(kCommandShapes) - 1;
  const CommandShape& shape = kCommandShapes[std::min(static_cast<std::size_t>(code) - 1, last)];
  return code == static_cast<double>(shape.command) ? &shape : nullptr;
}

// When a command was written, given its first number.
double time_of(double time, double before, double now, Drops* drops) {
  if (!(time >= 0) || std::isinf(time)) {
    if (drops) drops->add(Drop::kInvalidTime);
    return before;
  }
  // The core must not run ahead of the clock: what is still to come would find everything over.
  if (time > now) {
    if (drops) drops->add(Drop::kInvalidTime);
    time = now;
  }
  return time;
}

}  // namespace

Batch::Batch(const double* numbers, std::size_t count, std::string_view text, Drops& drops)
    : numbers_(numbers),
      count_(count),
      text_(text),
      drops_(drops),
      place_{kHeader, 0, -std::numeric_limits<double>::infinity()} {
  if (!has_clocks()) {
    malformed();
    return;
  }
  // Once through the numbers, which keeps nothing: it is in order nearly always.
  DecodedCommand command;
  bool in_order = true;
  double latest = place_.before;
  for (Place place = place_; read_numbers(place, command, &drops_); ++left_) {
    in_order = in_order && command.time >= latest;
    latest = command.time;
  }
  if (in_order) return;
  sorted_.reserve(left_);
  for (Place place = place_; sorted_.size() < left_;) {
    const Place at = place;
    if (!read(place, command)) break;
    sorted_.push_back({command.time, at});
  }
  left_ = sorted_.size();
  sort(sorted_, [](const Timed& one, const Timed& other) { return one.time < other.time; });
}

bool Batch::next(DecodedCommand& command) {
  if (next_ == left_) return false;
  return read(sorted_.empty() ? place_ : sorted_[next_].place, command) && ++next_;
}

// Reads the command there, and goes on to the next. False when its texts are not all there: then nothing
// behind it can be read either.
bool Batch::read(Place& place, DecodedCommand& command) {
  const CommandShape* const shape = read_numbers(place, command, nullptr);
  for (unsigned i = 0; i < shape->strings; ++i) {
    const std::size_t end = text_.find('\0', place.letter);
    if (end == std::string_view::npos) {
      malformed();
      left_ = next_;
      return false;
    }
    command.strings[i] = text_.substr(place.letter, end - place.letter);
    place.letter = end + 1;
  }
  return true;
}

// Reads all but the strings of the command there, and goes on behind its numbers; null, and counted, when it
// is none. What is wrong with its time is counted in `drops`, if that is not null.
const CommandShape* Batch::read_numbers(Place& place, DecodedCommand& command, Drops* drops) {
  if (place.number == count_) return nullptr;
  const CommandShape* const shape = shape_of(numbers_[place.number]);
  if (!shape || count_ - place.number <= shape->numbers) {
    malformed();
    return nullptr;
  }
  command.command = shape->command;
  command.numbers = numbers_ + place.number + 1;
  if (shape->timed) place.before = time_of(command.numbers[0], place.before, numbers_[1], drops);
  command.time = place.before;
  place.number += 1 + shape->numbers;
  if (shape->command == Command::kTransaction) {
    // A pageload is asked for later than it starts, and what happened between belongs to it.
    const double start = command.numbers[row::Transaction::kStart];
    if (start > -limits::kClockTolerance) command.time = std::min(command.time, std::max(start, 0.0));
  }
  return shape;
}

// Counts a batch once, whatever is wrong with it.
void Batch::malformed() {
  if (!malformed_) drops_.add(Drop::kMalformedBatch);
  malformed_ = true;
}

}  // namespace headwater
