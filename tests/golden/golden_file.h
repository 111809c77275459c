#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "src/text/timestamp.h"

// Golden files as README.md beside this file describes them.
namespace headwater::golden {

struct Step {
  bool has_batch = false;
  std::vector<double> numbers;  // the commands alone, without the three leading numbers of a batch
  std::string text;
  Clocks clocks;
};

struct Golden {
  std::string name;
  std::string expected;  // the bytes of its expected file
  std::string same_as;   // whose expected file that is; empty: its own
  bool arrival_matters = false;
  std::vector<Step> steps;
};

// How GoogleTest names one.
inline void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.name; }

// Every golden in `folder`, by name. What can't be read is said in `errors`.
std::vector<Golden> read_goldens(const std::filesystem::path& folder, std::vector<std::string>& errors);

}  // namespace headwater::golden
