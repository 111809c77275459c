// Commands as a page could send them, above all performance entries among requests, navigations and hiding.
// Beside what holds of every envelope: no entry is lost without being counted, none is there twice, and of an
// address nothing leaves the page that may be a secret.

#include <cstdint>

#include "tests/fuzz/entry_input.h"
#include "tests/fuzz/page.h"
#include "tests/fuzz/plausible.h"

namespace headwater::fuzz {
namespace {

// How many entries of one sort were given.
struct Given {
  std::string_view op;  // how their operations start
  std::uint32_t surely = 0;
  std::uint32_t perhaps = 0;    // also those of no known kind
  std::uint32_t elsewhere = 0;  // at most so many became part of something else

  void add_entry(double kind, double wanted) {
    const bool known = kind >= 0 && kind < 64 && kind == static_cast<int>(kind);
    surely += kind == wanted;
    perhaps += kind == wanted || !known || kind > 7;
  }

  // `some_left_out`: spans may be missing that nobody counts, because the page wants it so or a whole
  // envelope was given up before it was sent.
  void check(const Contents& contents, bool some_left_out) const {
    std::uint32_t recorded = 0, dropped = 0;
    for (const auto& [its_op, count] : contents.recorded) recorded += its_op.rfind(op, 0) == 0 ? count : 0;
    for (const auto& [reason, count] : contents.dropped) dropped += count;
    const std::string numbers = std::string(op) + ": " + std::to_string(surely) + " to " +
                                std::to_string(perhaps) + " given, " + std::to_string(recorded) + " recorded";
    if (recorded > perhaps) fail("entries were recorded more than once", numbers);
    if (!some_left_out && surely > recorded + dropped + elsewhere) {
      fail("entries were lost and not counted", numbers);
    }
  }
};

}  // namespace
}  // namespace headwater::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using headwater::Command, headwater::CommandShape;
  using namespace headwater::fuzz;
  Page page;
  page.forbidden = kSecret;
  EntryInput input(data, size);
  Given marks = {"mark"}, measures = {"measure"}, resources = {"resource."};
  bool some_left_out = false;
  while (!input.empty()) {
    while (input.next() && !input.empty()) {
    }
    const std::vector<double> batch = input.take_numbers();
    for (std::size_t at = 3; at < batch.size();) {
      const CommandShape& shape = named_command(batch[at])->shape;
      some_left_out = some_left_out || shape.command == Command::kRules;
      if (shape.command == Command::kResource) ++resources.surely, ++resources.perhaps;
      if (shape.command == Command::kRequest) ++resources.elsewhere;
      if (shape.command == Command::kEntry) {
        marks.add_entry(batch[at + 2], 0);
        measures.add_entry(batch[at + 2], 1);
      }
      at += 1 + shape.numbers;
    }
    page.run(batch, input.take_text());
    page.tick(input.now(), input.epoch(), input.fate());
  }
  page.leave(input.now());
  const Contents& contents = page.contents();
  if (contents.discarded.count("queue_overflow")) some_left_out = true;
  for (const Given& one : {marks, measures, resources}) one.check(contents, some_left_out);
  return 0;
}
