#include "tests/fuzz/shim_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/text/utf8.h"
#include "tests/fuzz/command_table.h"
#include "tests/fuzz/plausible.h"

namespace headwater::fuzz {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kHeader = 3;

// One line per metric: its name, its duration and its description, separated by tabs.
std::string shim_server_timing(const std::string& lines) {
  std::string made;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    const std::string line = lines.substr(at, end - at);
    const std::size_t first = line.find('\t');
    const std::size_t second = first == std::string::npos ? first : line.find('\t', first + 1);
    if (first == std::string::npos) {
      made += line + "\t0";
    } else {
      const std::string duration = line.substr(first + 1, std::min(second, line.size()) - first - 1);
      const nlohmann::json json = nlohmann::json::parse(duration, nullptr, false);
      made += line.substr(0, first + 1) + (json.is_number() ? json.dump() : "0");
      if (second != std::string::npos) made += line.substr(second);
    }
    if (end < lines.size()) made += '\n';
    at = end + 1;
  }
  return made;
}

}  // namespace

bool repair_utf8(std::string& text) {
  std::string repaired;
  const std::string_view view = text;
  for (std::size_t at = 0; at < view.size();) {
    const std::size_t length = utf8_length(view.substr(at));
    repaired += length == 0 ? "\xef\xbf\xbd" : view.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  const bool changed = repaired != text;
  text = std::move(repaired);
  return changed;
}

std::string shim_json(const std::string& text) {
  using Json = nlohmann::json;
  int deepest = 0;
  const auto measure = [&](int depth, Json::parse_event_t event, const Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens) deepest = std::max(deepest, depth + 1);
    return true;
  };
  const Json json = Json::parse(text, measure, false);
  return json.is_discarded() || deepest > kDeepest ? "?" : json.dump();
}

std::string shim_text(const std::vector<double>& numbers, std::string text) {
  repair_utf8(text);
  std::string made;
  std::size_t from = 0;
  for (std::size_t at = kHeader; at < numbers.size();) {
    const NamedCommand* const one = named_command(numbers[at]);
    if (!one) break;
    for (const std::string& name : one->strings) {
      const std::size_t end = text.find('\0', from);
      if (end == std::string::npos) break;
      const std::string string = text.substr(from, end - from);
      made += name == "server_timing"            ? shim_server_timing(string)
              : is_json(name) && !string.empty() ? shim_json(string)
                                                 : string;
      made.push_back('\0');
      from = end + 1;
    }
    at += 1 + one->shape.numbers;
  }
  return made + text.substr(from);
}

}  // namespace headwater::fuzz
