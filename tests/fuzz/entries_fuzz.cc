// Commands as a page could send them, above all performance entries among requests, navigations and hiding.
// Beside what holds of every envelope: no entry is lost without being counted, none is there twice, and of an
// address nothing leaves the page that may be a secret.

#include <cstdint>

#include "tests/fuzz/entry_input.h"
#include "tests/fuzz/page.h"

namespace headwater::fuzz {
namespace {

// How many entries of one kind were given.
struct Given {
  std::uint32_t surely = 0;
  std::uint32_t perhaps = 0;  // also those of no known kind
};

Given count_entries(const std::vector<double>& batch, double kind) {
  Given given;
  for (std::size_t at = 3; at < batch.size();) {
    const NamedCommand& command = *named_command(batch[at]);
    if (command.shape.command == Command::kEntry) {
      const double its = batch[at + 2];
      const bool known = its >= 0 && its < 64 && its == static_cast<int>(its);
      given.surely += its == kind;
      given.perhaps += its == kind || !known || its > 7;
    }
    at += 1 + command.shape.numbers;
  }
  return given;
}

void check_entries(const Contents& contents, const char* op, const Given& given) {
  const auto of = [](const std::map<std::string, std::uint32_t>& counts, const char* key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
  };
  const std::uint32_t recorded = of(contents.recorded, op);
  if (recorded > given.perhaps) fail("entries were recorded more than once", op);
  // Whole envelopes are gone then, and only they are counted.
  if (of(contents.dropped, "queue_overflow") > 0) return;
  std::uint32_t dropped = 0;
  for (const auto& [reason, count] : contents.dropped) dropped += count;
  if (given.surely > recorded + dropped) fail("entries were lost and not counted", op);
}

}  // namespace
}  // namespace headwater::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headwater::fuzz;
  Page page;
  page.forbidden = kSecret;
  EntryInput input(data, size);
  Given marks, measures;
  while (!input.empty()) {
    while (input.next() && !input.empty()) {
    }
    const std::vector<double> batch = input.take_numbers();
    const Given more_marks = count_entries(batch, 0), more_measures = count_entries(batch, 1);
    marks = {marks.surely + more_marks.surely, marks.perhaps + more_marks.perhaps};
    measures = {measures.surely + more_measures.surely, measures.perhaps + more_measures.perhaps};
    page.run(batch, input.take_text());
    page.tick(input.now());
  }
  page.leave(input.now());
  const Contents contents = page.contents();
  check_entries(contents, "mark", marks);
  check_entries(contents, "measure", measures);
  return 0;
}
