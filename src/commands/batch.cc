#include "src/commands/batch.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "src/record/limits.h"
#include "src/text/sort.h"

namespace headwater {
namespace {

constexpr std::size_t kHeader = 3;  // text length, now, epoch

const CommandShape* shape_of(double code) {
  // Nearly all stand in the list where their code says.
  if (code >= 1 && code <= static_cast<double>(std::size(kCommandShapes))) {
    const CommandShape& shape = kCommandShapes[static_cast<std::size_t>(code) - 1];
    if (code == static_cast<double>(shape.command)) return &shape;
  }
  for (const CommandShape& shape : kCommandShapes) {
    if (code == static_cast<double>(shape.command)) return &shape;
  }
  return nullptr;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> strings;
  for (std::size_t end; (end = text.find('\0')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    strings.push_back(text.substr(0, end));
  }
  return strings;
}

// When a command was written.
double time_of(const CommandShape& shape, const double* numbers, double before, double now, Drops& drops) {
  if (!shape.timed) return before;
  double time = numbers[0];
  if (!(time >= 0) || std::isinf(time)) {
    drops.add(Drop::kInvalidTime);
    return before;
  }
  // The core must not run ahead of the clock: what is still to come would find everything over.
  if (time > now) {
    drops.add(Drop::kInvalidTime);
    time = now;
  }
  return time;
}

}  // namespace

Batch decode_batch(const double* numbers, std::size_t count, std::string_view text, Drops& drops) {
  Batch batch;
  if (count < kHeader) {
    drops.add(Drop::kMalformedBatch);
    return batch;
  }
  batch.clocks = {numbers[1], numbers[2]};
  batch.strings = split(text);

  double before = -std::numeric_limits<double>::infinity();
  double latest = before;
  bool in_order = true;
  std::size_t next_string = 0;
  for (std::size_t at = kHeader; at < count;) {
    const CommandShape* shape = shape_of(numbers[at]);
    if (!shape || count - at - 1 < shape->numbers || batch.strings.size() - next_string < shape->strings) {
      drops.add(Drop::kMalformedBatch);
      break;
    }
    const double* arguments = numbers + at + 1;
    double time = time_of(*shape, arguments, before, batch.clocks.now, drops);
    before = time;
    // A pageload is asked for later than it starts, and what happened between belongs to it.
    if (shape->command == Command::kTransaction && arguments[3] > -limits::kClockTolerance) {
      time = std::min(time, std::max(arguments[3], 0.0));
    }
    in_order = in_order && time >= latest;
    latest = time;
    batch.commands.push_back({shape->command, time, arguments, batch.strings.data() + next_string});
    at += 1 + shape->numbers;
    next_string += shape->strings;
  }
  if (!in_order) {
    sort(batch.commands,
         [](const DecodedCommand& one, const DecodedCommand& other) { return one.time < other.time; });
  }
  return batch;
}

}  // namespace headwater
