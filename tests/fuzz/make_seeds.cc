// make_seeds <folder>: writes the commands of each golden file as an input of each fuzz target, to
// <folder>/<target>/.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/batch_input.h"
#include "tests/fuzz/entry_input.h"
#include "tests/golden/golden_file.h"

int main(int count, char** arguments) {
  using namespace headwater;
  if (count != 2) return 2;
  const std::filesystem::path folder = arguments[1];
  std::vector<std::string> errors;
  const auto goldens = golden::read_goldens(HEADWATER_GOLDEN_FOLDER, HEADWATER_COMMANDS_MD, errors);
  for (const std::string& error : errors) std::fprintf(stderr, "%s\n", error.c_str());
  if (!errors.empty()) return 1;

  for (const char* target : {"batch", "entries"}) std::filesystem::create_directories(folder / target);
  for (const golden::Golden& golden : goldens) {
    std::string batches, entries;
    for (const golden::Step& step : golden.steps) {
      fuzz::Step batch = {{static_cast<double>(step.text.size()), step.clocks.now, step.clocks.epoch},
                          step.text};
      batch.numbers.insert(batch.numbers.end(), step.numbers.begin(), step.numbers.end());
      fuzz::append_step(batches, batch);
      entries += fuzz::entry_bytes(step.numbers, step.text, step.clocks.now);
    }
    std::ofstream(folder / "batch" / golden.name, std::ios::binary) << batches;
    std::ofstream(folder / "entries" / golden.name, std::ios::binary) << entries;
  }
}
