#include "demo/collector/read/aggregate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "demo/collector/read/query_language.h"

namespace headwater::collector {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Failed is what says so. A status that nobody knows says nothing.
std::vector<std::uint8_t> failed_statuses(const Columns& columns) {
  std::vector<std::uint8_t> failed(columns.texts.size(), 1);
  failed[0] = 0;
  for (const char* fine : {"ok", "cancelled", "unknown", "success"}) {
    if (const auto number = columns.texts.find(fine)) failed[*number] = 0;
  }
  return failed;
}

}  // namespace

const std::vector<std::pair<const char*, const char*>>& aggregate_names() {
  static const std::vector<std::pair<const char*, const char*>> kNames = {
      {"count", nullptr}, {"per_minute", nullptr}, {"failure_rate", nullptr}, {"last_seen", nullptr},
      {"apdex", nullptr}, {"avg", "number"},       {"p50", "number"},         {"p75", "number"},
      {"p95", "number"},  {"p99", "number"},       {"max", "number"}};
  return kNames;
}

std::optional<Aggregate> Aggregate::read(const Columns& columns, const std::string& text) {
  const std::size_t open = text.find('(');
  if (open == std::string::npos || text.back() != ')') return std::nullopt;
  const std::string name = text.substr(0, open);
  const std::string argument = text.substr(open + 1, text.size() - open - 2);
  static const std::map<std::string, std::pair<Function, double>> kFunctions = {
      {"count", {Function::kCount, 0}},
      {"per_minute", {Function::kPerMinute, 0}},
      {"failure_rate", {Function::kFailureRate, 0}},
      {"last_seen", {Function::kLastSeen, 0}},
      {"apdex", {Function::kApdex, 300}},
      {"avg", {Function::kAverage, 0}},
      {"p50", {Function::kPercentile, 50}},
      {"p75", {Function::kPercentile, 75}},
      {"p95", {Function::kPercentile, 95}},
      {"p99", {Function::kPercentile, 99}},
      {"max", {Function::kMaximum, 0}}};
  const auto found = kFunctions.find(name);
  if (found == kFunctions.end()) {
    throw QueryError(
        "no aggregate " + name +
        "(): there are count, per_minute, failure_rate, last_seen, apdex, avg, p50, p75, p95, p99, max");
  }
  auto [function, number] = found->second;
  const bool takes_field =
      function == Function::kAverage || function == Function::kPercentile || function == Function::kMaximum;
  if (function == Function::kApdex) {
    if (!argument.empty()) {
      const auto threshold = read_quantity(argument);
      if (!threshold || threshold->value <= 0)
        throw QueryError("apdex takes a number of milliseconds, not " + argument);
      number = threshold->value;
    }
    return Aggregate(text, function, std::nullopt, number);
  }
  if (!takes_field) {
    if (!argument.empty()) throw QueryError(name + "() takes nothing, not " + argument);
    return Aggregate(text, function, std::nullopt, number);
  }
  Field field(columns, argument.empty() ? "duration" : argument);
  const bool is_number = field.type() == Field::Type::kNumber;
  if (!is_number && field.is_known())
    throw QueryError(name + "() takes a number, which " + argument + " is not");
  return Aggregate(text, function, is_number ? std::optional(std::move(field)) : std::nullopt, number);
}

const char* Aggregate::type(const Context& context) const {
  if (function_ == Function::kLastSeen) return "time";
  return function_ == Function::kCount && !context.extrapolate ? "integer" : "number";
}

std::optional<std::string> Aggregate::unit() const {
  if (function_ == Function::kPerMinute) return "per_minute";
  if (function_ == Function::kFailureRate || function_ == Function::kApdex) return "ratio";
  return field_ ? field_->unit() : std::nullopt;
}

std::vector<double> Aggregate::values(const GroupedRows& grouped, const Context& context) const {
  const auto& [columns, rows, groups, group_count] = grouped;
  const bool adds_up = function_ == Function::kCount || function_ == Function::kPerMinute ||
                       function_ == Function::kFailureRate || function_ == Function::kApdex;
  if (!adds_up && function_ != Function::kLastSeen && !field_) return std::vector<double>(group_count, kNone);
  if (function_ == Function::kPercentile) return percentiles(grouped);

  std::vector<double> result(group_count, adds_up ? 0 : kNone);
  std::vector<double> counts(group_count, 0);
  const auto failed = failed_statuses(columns);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns::Row row = rows[i];
    double& value = result[groups[i]];
    double& count = counts[groups[i]];
    switch (function_) {
      case Function::kCount:
      case Function::kPerMinute:
        value += context.extrapolate && columns.sample_rate[row] > 0 ? 1 / columns.sample_rate[row] : 1;
        break;
      case Function::kFailureRate:
        value += failed[columns.status[row]];
        ++count;
        break;
      case Function::kApdex:
        value += columns.duration[row] <= argument_ ? 1 : columns.duration[row] <= 4 * argument_ ? 0.5 : 0;
        ++count;
        break;
      case Function::kLastSeen:
        if (!(columns.start[row] <= value)) value = columns.start[row];
        break;
      default:
        if (const double number = field_->number(row); !std::isnan(number)) {
          ++count;
          if (function_ == Function::kAverage)
            value = count == 1 ? number : value + number;
          else if (!(number <= value))
            value = number;
        }
    }
  }
  for (std::size_t i = 0; i < group_count; ++i) {
    if (function_ == Function::kPerMinute) result[i] /= context.minutes;
    if (function_ == Function::kFailureRate || function_ == Function::kApdex ||
        function_ == Function::kAverage)
      result[i] = counts[i] > 0 ? result[i] / counts[i] : kNone;
  }
  return result;
}

// All numbers of a group beside each other, of which the one is found without sorting the rest.
std::vector<double> Aggregate::percentiles(const GroupedRows& grouped) const {
  const auto& [columns, rows, groups, group_count] = grouped;
  std::vector<double> numbers(rows.size());
  std::vector<std::size_t> ends(group_count + 1, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    numbers[i] = field_->number(rows[i]);
    if (!std::isnan(numbers[i])) ++ends[groups[i] + 1];
  }
  for (std::size_t i = 1; i <= group_count; ++i) ends[i] += ends[i - 1];
  std::vector<std::size_t> next(ends.begin(), ends.end() - 1);
  std::vector<double> by_group(ends.back());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!std::isnan(numbers[i])) by_group[next[groups[i]]++] = numbers[i];
  }
  std::vector<double> result(group_count, kNone);
  for (std::size_t i = 0; i < group_count; ++i) {
    const std::size_t count = ends[i + 1] - ends[i];
    if (count == 0) continue;
    const auto rank = static_cast<std::size_t>(std::ceil(argument_ / 100 * static_cast<double>(count)));
    const auto first = by_group.begin() + static_cast<std::ptrdiff_t>(ends[i]);
    const auto wanted = first + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::nth_element(first, wanted, first + static_cast<std::ptrdiff_t>(count));
    result[i] = *wanted;
  }
  return result;
}

}  // namespace headwater::collector
