#include "golden_file.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

namespace headwater::golden {
namespace {

using Json = nlohmann::json;

struct Row {
  double code;
  std::size_t numbers;
  std::size_t strings;
};
using Table = std::map<std::string, Row>;

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<std::string> words(const std::string& cell) {
  std::istringstream stream(cell);
  return {std::istream_iterator<std::string>(stream), {}};
}

// The rows `| code | name | numbers | strings | meaning |`.
Table read_table(const std::string& markdown) {
  Table table;
  std::istringstream lines(markdown);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string code, name, numbers, strings;
    if (!std::getline(cells, code, '|') || !code.empty()) continue;
    std::getline(cells, code, '|') && std::getline(cells, name, '|') && std::getline(cells, numbers, '|') &&
        std::getline(cells, strings, '|');
    const std::vector<std::string> key = words(code);
    if (key.empty() || key[0].find_first_not_of("0123456789") != std::string::npos) continue;
    table[words(name).at(0)] = {std::stod(key[0]), words(numbers).size(), words(strings).size()};
  }
  return table;
}

double number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

// One line of a batch: a command, or the same command several times with numbers that grow. False when it is
// not as in the table.
bool add_line(Step& step, const Json& line, const Table& table) {
  const auto row = table.find(line.at(0).get<std::string>());
  const Json& numbers = line.at(1);
  const Json& strings = line.at(2);
  if (row == table.end() || row->second.numbers != numbers.size() || row->second.strings != strings.size()) {
    return false;
  }
  const int times = line.size() > 3 ? line.at(3).at("times").get<int>() : 1;
  for (int i = 0; i < times; ++i) {
    step.numbers.push_back(row->second.code);
    for (std::size_t at = 0; at < numbers.size(); ++at) {
      const double grown = i == 0 ? 0 : line.at(3).at("add").at(at).get<double>() * i;
      step.numbers.push_back(number(numbers[at]) + grown);
    }
    for (const Json& one : strings) step.text += one.get<std::string>() + '\0';
  }
  return true;
}

void read_golden(Golden& golden, const Json& file, const Table& table, std::vector<std::string>& errors) {
  golden.same_as = file.value("same_as", "");
  golden.arrival_matters = file.contains("arrival_matters");
  for (const Json& json : file.at("steps")) {
    Step& step = golden.steps.emplace_back();
    step.has_batch = json.contains("batch");
    const Json& clocks = step.has_batch ? json.at("clocks") : json.at("tick");
    step.clocks = {clocks.at(0).get<double>(), clocks.at(1).get<double>()};
    if (!step.has_batch) continue;
    for (const Json& line : json.at("batch")) {
      if (!add_line(step, line, table))
        errors.push_back(golden.name + ": not as in commands.md: " + line.dump());
    }
  }
}

}  // namespace

std::vector<Golden> read_goldens(const std::filesystem::path& folder,
                                 const std::filesystem::path& commands_md, std::vector<std::string>& errors) {
  const Table table = read_table(read_file(commands_md).value_or(""));
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
    read_golden(golden, file, table, errors);
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
