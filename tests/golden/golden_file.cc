#include "golden_file.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "src/commands/commands.h"
#include "tests/core/support/command_names.h"

namespace headwater::golden {
namespace {

using Json = nlohmann::json;

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The command of that name; null for none.
const CommandShape* shape_of(const std::string& name) {
  for (std::size_t i = 0; i < std::size(kCommandShapes); ++i) {
    if (testing::kCommandNames[i].name == name) return &kCommandShapes[i];
  }
  return nullptr;
}

double number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

// One line of a batch: a command, or the same command several times with numbers that grow. False when it is
// not as in the table.
bool add_line(Step& step, const Json& line) {
  const CommandShape* const shape = shape_of(line.at(0).get<std::string>());
  const Json& numbers = line.at(1);
  const Json& strings = line.at(2);
  if (!shape || shape->numbers != numbers.size() || shape->strings != strings.size()) return false;
  const int times = line.size() > 3 ? line.at(3).at("times").get<int>() : 1;
  for (int i = 0; i < times; ++i) {
    step.numbers.push_back(static_cast<double>(shape->command));
    for (std::size_t at = 0; at < numbers.size(); ++at) {
      const double grown = i == 0 ? 0 : line.at(3).at("add").at(at).get<double>() * i;
      step.numbers.push_back(number(numbers[at]) + grown);
    }
    for (const Json& one : strings) step.text += one.get<std::string>() + '\0';
  }
  return true;
}

void read_golden(Golden& golden, const Json& file, std::vector<std::string>& errors) {
  golden.same_as = file.value("same_as", "");
  golden.arrival_matters = file.contains("arrival_matters");
  for (const Json& json : file.at("steps")) {
    Step& step = golden.steps.emplace_back();
    step.has_batch = json.contains("batch");
    const Json& clocks = step.has_batch ? json.at("clocks") : json.at("tick");
    step.clocks = {clocks.at(0).get<double>(), clocks.at(1).get<double>()};
    if (!step.has_batch) continue;
    for (const Json& line : json.at("batch")) {
      if (!add_line(step, line)) errors.push_back(golden.name + ": not as in commands.md: " + line.dump());
    }
  }
}

}  // namespace

std::vector<Golden> read_goldens(const std::filesystem::path& folder, std::vector<std::string>& errors) {
  std::vector<Golden> goldens;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".json" || path.filename() == "span-ids.json") continue;
    Golden& golden = goldens.emplace_back();
    golden.name = path.stem().string();
    const Json file = Json::parse(read_file(path).value_or(""), nullptr, false);
    if (file.is_discarded()) {
      errors.push_back(golden.name + ": not JSON");
      continue;
    }
    read_golden(golden, file, errors);
    const std::string& owner = golden.same_as.empty() ? golden.name : golden.same_as;
    const std::optional<std::string> expected = read_file(folder / (owner + ".envelopes"));
    if (!expected) errors.push_back(owner + ".envelopes is missing");
    golden.expected = expected.value_or("");
  }
  std::sort(goldens.begin(), goldens.end(), [](const Golden& a, const Golden& b) { return a.name < b.name; });
  if (goldens.empty()) errors.push_back("no golden in " + folder.string());
  return goldens;
}

}  // namespace headwater::golden
