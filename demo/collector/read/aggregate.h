#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demo/collector/read/field.h"

namespace headwater::collector {

// Some rows in groups.
struct GroupedRows {
  const Columns& columns;
  const std::vector<Columns::Row>& rows;
  const std::vector<std::uint32_t>& groups;  // by position in `rows`
  std::size_t group_count = 0;
};

// A column whose value is of a group: "p95(lcp)".
class Aggregate {
 public:
  struct Context {
    double minutes = 1;        // what the rows were asked for
    bool extrapolate = false;  // count a row as often as its sample rate says
  };

  // Nothing if it has no ( ). Throws QueryError when there is no such function, or it takes something else.
  static std::optional<Aggregate> read(const Columns& columns, const std::string& text);

  const std::string& name() const { return name_; }
  // string, integer, number or time.
  const char* type(const Context& context) const;
  std::optional<std::string> unit() const;
  // By group; NaN where it has no value.
  std::vector<double> values(const GroupedRows& rows, const Context& context) const;

 private:
  enum class Function {
    kCount,
    kPerMinute,
    kFailureRate,
    kLastSeen,
    kApdex,
    kAverage,
    kPercentile,
    kMaximum
  };
  Aggregate(std::string name, Function function, std::optional<Field> field, double argument)
      : name_(std::move(name)), function_(function), field_(std::move(field)), argument_(argument) {}

  std::vector<double> percentiles(const GroupedRows& rows) const;

  std::string name_;
  Function function_;
  std::optional<Field> field_;
  double argument_;  // the percentile, or the threshold of apdex
};

// Those there are, for a list of them: name and what they are of ("number", or null).
const std::vector<std::pair<const char*, const char*>>& aggregate_names();

}  // namespace headwater::collector
