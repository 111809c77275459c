// What the core does for a transaction of 1,000 spans with two tags: the batch as the page hands it over is
// applied, and the envelope is taken. Prints the envelope's bytes. Callgrind counts what is below
// `apply_and_take` alone.
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "src/commands/runner.h"
#include "src/tracer/tracer.h"
#include "tests/core/support/command_list.h"

namespace headwater::bench {

using testing::CommandList;
using testing::kEpoch;
using testing::Packed;

constexpr int kSpans = 1000;

// Into `envelope`, which has room for it, as JavaScript's buffer has; the last part goes before the others.
[[gnu::noinline]] void apply_and_take(Tracer& tracer, Packed& batch, double now, std::string& envelope) {
  run_batch(tracer, batch.numbers.data(), batch.numbers.size(), batch.text);
  tracer.advance(now);
  Parts parts;
  tracer.take(parts);
  for (std::string_view part; !(part = parts.next()).empty();) envelope.append(part);
}

int run() {
  Tracer tracer;
  Packed configuration = testing::pack(CommandList().configure().commands, 0, kEpoch);
  run_batch(tracer, configuration.numbers.data(), configuration.numbers.size(), configuration.text);

  CommandList list;
  list.manual(1, 1, "work 1");
  double handle = 1;
  double now = 1;
  for (int index = 0; index < kSpans; ++index) {
    ++handle;
    list.span(now, handle, 1, "step 1." + std::to_string(index));
    list.tag(handle, "a", "some value").tag(handle, "b", "another");
    now += 0.005;
    list.finish(now, handle);
  }
  list.finish(now, 1);
  Packed batch = testing::pack(list.commands, now, kEpoch + now);

  std::string envelope;
  envelope.reserve(1 << 20);
  apply_and_take(tracer, batch, now, envelope);
  std::printf("%zu\n", envelope.size());
  const bool is_whole = envelope.find("\"step 1.0\"") != std::string::npos &&
                        envelope.find("\"step 1." + std::to_string(kSpans - 1) + "\"") != std::string::npos;
  return is_whole ? 0 : 1;
}

}  // namespace headwater::bench

int main() { return headwater::bench::run(); }
