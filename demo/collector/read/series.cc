#include <algorithm>
#include <cmath>

#include "demo/collector/read/params.h"
#include "demo/collector/read/table.h"

namespace headwater::collector {
namespace {

// Intervals whose ends people know, in ms; longer ones are whole days.
double round_interval(double least) {
  constexpr double kIntervals[] = {1,     2,     5,      10,     20,     50,      100,     200,     500,
                                   1e3,   2e3,   5e3,    10e3,   15e3,   30e3,    60e3,    120e3,   300e3,
                                   600e3, 900e3, 1800e3, 3600e3, 7200e3, 10800e3, 21600e3, 43200e3, 86400e3};
  for (const double interval : kIntervals) {
    if (interval >= least) return interval;
  }
  return std::ceil(least / 86400e3) * 86400e3;
}

}  // namespace

Json query_series(const Columns& columns, const httplib::Params& params, double now) {
  const std::size_t buckets = count_param(params, "buckets", 60, 1, 500);
  const Selection selection = read_selection(params, now);
  Aggregate::Context context;
  context.extrapolate = flag_param(params, "extrapolate");
  std::vector<Aggregate> aggregates;
  for (const std::string& name : read_columns(text_param(params, "columns", "count()"))) {
    auto aggregate = Aggregate::read(columns, name);
    if (!aggregate) throw QueryError("a series has aggregates alone, which " + name + " is not");
    aggregates.push_back(std::move(*aggregate));
  }

  const std::vector<Columns::Row> rows = selection.rows(columns);
  double first = std::numeric_limits<double>::infinity();
  double last = -first;
  for (const auto row : rows) {
    first = std::min(first, columns.start[row]);
    last = std::max(last, columns.start[row]);
  }
  const double from = selection.from.value_or(first);
  const double to = selection.to ? *selection.to : std::max(last, selection.from ? now : last) + 1;
  Json heads = Json::array({column_head("time", "time", std::nullopt)});
  for (const Aggregate& aggregate : aggregates)
    heads.push_back(column_head(aggregate.name(), aggregate.type(context), aggregate.unit()));
  Json cells = Json::array();
  double interval = round_interval(1);
  // Else there is nothing to take the ends from.
  if (std::isfinite(from) && std::isfinite(to) && from < to) {
    interval = round_interval((to - from) / static_cast<double>(buckets));
    const double start = std::floor(from / interval) * interval;
    const auto count = static_cast<std::size_t>(std::ceil((to - start) / interval));
    std::vector<std::uint32_t> groups(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      groups[i] = static_cast<std::uint32_t>((columns.start[rows[i]] - start) / interval);
    context.minutes = interval / 60000;
    const GroupedRows grouped{columns, rows, groups, count};
    std::vector<std::vector<double>> values;
    for (const Aggregate& aggregate : aggregates) values.push_back(aggregate.values(grouped, context));
    for (std::size_t i = 0; i < count; ++i) {
      Json line = Json::array({number_json(start + static_cast<double>(i) * interval)});
      for (const auto& column : values) line.push_back(number_json(column[i]));
      cells.push_back(std::move(line));
    }
  }
  return {{"interval", number_json(interval)}, {"columns", heads}, {"rows", cells}};
}

}  // namespace headwater::collector
