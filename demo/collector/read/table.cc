#include "demo/collector/read/table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <numeric>

#include "demo/collector/read/grouping.h"
#include "demo/collector/read/params.h"

namespace headwater::collector {
namespace {

using Row = Columns::Row;

constexpr const char* kDefaultColumns =
    "transaction,op,count(),p50(duration),p95(duration),failure_rate(),last_seen()";

// One column of the table: a value, or an aggregate.
struct Column {
  std::string name;
  std::optional<Field> field;
  std::optional<Aggregate> aggregate;
  std::vector<double> values;  // an aggregate's, by group
};

// -1, 0 or 1 as a stands before, beside or behind b; what is absent stands last either way.
template <typename Value>
int order_of(bool has_a, bool has_b, const Value& a, const Value& b, bool descending) {
  if (!has_a || !has_b) return has_a == has_b ? 0 : has_a ? -1 : 1;
  if (a == b) return 0;
  return (a < b) != descending ? -1 : 1;
}

int compare(const Columns& columns, const Field& field, Row a, Row b, bool descending) {
  switch (field.type()) {
    case Field::Type::kText: {
      const std::uint32_t first = field.text(a);
      const std::uint32_t second = field.text(b);
      if (first == second) return 0;
      if (first == 0 || second == 0) return first != 0 ? -1 : 1;
      return order_of(true, true, columns.texts.text(first), columns.texts.text(second), descending);
    }
    case Field::Type::kNumber:
    case Field::Type::kTime: {
      const double first = field.number(a);
      const double second = field.number(b);
      return order_of(!std::isnan(first), !std::isnan(second), first, second, descending);
    }
    default: {
      const auto first = field.written(a);
      const auto second = field.written(b);
      return order_of(first.has_value(), second.has_value(), first, second, descending);
    }
  }
}

struct Sort {
  std::string column;
  bool descending = false;
};

Sort read_sort(const std::string& text) {
  const bool descending = !text.empty() && text[0] == '-';
  return {text.substr(descending ? 1 : 0), descending};
}

template <typename Number>
Number read_cursor(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw QueryError("cursor can't be read: " + std::string(text));
  return number;
}

// The `limit` first by `before`, in order; more of them tells whether there are any behind.
template <typename Item, typename Before>
bool take_first(std::vector<Item>& items, std::size_t limit, Before before) {
  const std::size_t wanted = std::min(items.size(), limit);
  std::partial_sort(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(wanted), items.end(), before);
  const bool more = items.size() > wanted;
  items.resize(wanted);
  return more;
}

class Table {
 public:
  Table(const Columns& columns, const httplib::Params& params, double now)
      : columns_(columns),
        limit_(count_param(params, "limit", 100, 1, 1000)),
        cursor_(text_param(params, "cursor")) {
    const Selection selection = read_selection(params, now);
    bool has_aggregates = false;
    for (std::string& name : read_columns(text_param(params, "columns", kDefaultColumns))) {
      Column column{name, std::nullopt, Aggregate::read(columns, name), {}};
      if (!column.aggregate) column.field.emplace(columns, name);
      has_aggregates = has_aggregates || column.aggregate.has_value();
      table_.push_back(std::move(column));
    }
    sort_ = read_sort(text_param(params, "sort", has_aggregates ? first_aggregate() : "-start"));
    if (sort_.column.empty()) throw QueryError("sort: expected a column");
    rows_ = selection.rows(columns);
    context_.extrapolate = flag_param(params, "extrapolate");
    context_.minutes = minutes(selection, now);
    if (has_aggregates) {
      list_groups();
    } else {
      list_rows();
    }
  }

  Json answer() const {
    Json heads = Json::array();
    for (const Column& column : table_) {
      heads.push_back(
          column.aggregate
              ? column_head(column.name, column.aggregate->type(context_), column.aggregate->unit())
              : column_head(column.name, type_of(*column.field), column.field->unit()));
    }
    return {{"columns", heads}, {"rows", cells_}, {"next", next_}, {"sampling", sampling()}};
  }

 private:
  std::string first_aggregate() const {
    for (const Column& column : table_) {
      if (column.aggregate) return "-" + column.name;
    }
    return {};
  }

  double minutes(const Selection& selection, double now) const {
    double first = std::numeric_limits<double>::infinity();
    double last = -first;
    if (!selection.from || !selection.to) {
      for (const Row row : rows_) {
        first = std::min(first, columns_.start[row]);
        last = std::max(last, columns_.start[row]);
      }
    }
    const double from = selection.from.value_or(first);
    const double to = selection.to.value_or(selection.from ? now : last);
    return std::isfinite(to - from) ? std::max(1.0, (to - from) / 60000) : 1;
  }

  void list_rows() {
    const Field by(columns_, sort_.column);
    const auto before = [&](Row a, Row b) {
      const int order = compare(columns_, by, a, b, sort_.descending);
      return order != 0 ? order < 0 : a > b;  // of equal ones the latest first
    };
    // From the end: what is asked for most, the newest, comes first then, and the rest is seen to stand
    // behind it at once.
    std::vector<Row> rows(rows_.rbegin(), rows_.rend());
    if (!cursor_.empty()) {
      const auto last = columns_.find(read_cursor<std::int64_t>(cursor_));
      if (!last) throw QueryError("cursor: what it points to was removed");
      std::erase_if(rows, [&](Row row) { return !before(*last, row); });
    }
    const bool more = take_first(rows, limit_, before);
    if (more) next_ = std::to_string(columns_.ids[rows.back()]);
    for (const Row row : rows) {
      Json line = Json::array();
      for (const Column& column : table_) line.push_back(cell(columns_, *column.field, row));
      cells_.push_back(std::move(line));
    }
  }

  void list_groups() {
    std::vector<Field> fields;
    for (const Column& column : table_) {
      if (column.field) fields.push_back(*column.field);
    }
    const Grouping grouping = group(rows_, fields);
    const GroupedRows grouped{columns_, rows_, grouping.of, grouping.count()};
    const Column* by = nullptr;
    for (Column& column : table_) {
      if (column.aggregate) column.values = column.aggregate->values(grouped, context_);
      if (column.name == sort_.column) by = &column;
    }
    // Another aggregate, which isn't shown.
    Column hidden{
        sort_.column, std::nullopt, by ? std::nullopt : Aggregate::read(columns_, sort_.column), {}};
    if (!by) {
      if (!hidden.aggregate) throw QueryError("sort: groups have no column " + sort_.column);
      hidden.values = hidden.aggregate->values(grouped, context_);
      by = &hidden;
    }
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const int order = by->field ? compare(columns_, *by->field, grouping.samples[a], grouping.samples[b],
                                            sort_.descending)
                                  : order_of(!std::isnan(by->values[a]), !std::isnan(by->values[b]),
                                             by->values[a], by->values[b], sort_.descending);
      return order != 0 ? order < 0 : a < b;
    };
    std::vector<std::uint32_t> groups(grouping.count());
    std::iota(groups.begin(), groups.end(), 0);
    const std::size_t skipped = cursor_.empty() ? 0 : read_cursor<std::size_t>(cursor_);
    if (skipped > groups.size()) throw QueryError("cursor: there are not so many groups any more");
    const bool more = take_first(groups, skipped + limit_, before);
    if (more) next_ = std::to_string(skipped + limit_);
    for (std::size_t i = skipped; i < groups.size(); ++i) {
      Json line = Json::array();
      for (const Column& column : table_) {
        line.push_back(column.field ? cell(columns_, *column.field, grouping.samples[groups[i]])
                                    : number_json(column.values[groups[i]]));
      }
      cells_.push_back(std::move(line));
    }
  }

  Json sampling() const {
    double lowest = std::numeric_limits<double>::quiet_NaN();
    double highest = lowest;
    for (const Row row : rows_) {
      const double rate = columns_.sample_rate[row];
      if (!(rate >= lowest) && !std::isnan(rate)) lowest = rate;
      if (!(rate <= highest) && !std::isnan(rate)) highest = rate;
    }
    return {{"lowest", number_json(lowest)}, {"highest", number_json(highest)}};
  }

  const Columns& columns_;
  const std::size_t limit_;
  const std::string cursor_;
  Sort sort_;
  Aggregate::Context context_;
  std::vector<Column> table_;
  std::vector<Row> rows_;
  Json cells_ = Json::array();
  Json next_;
};

}  // namespace

Json column_head(const std::string& name, const char* type, const std::optional<std::string>& unit) {
  return {{"name", name}, {"type", type}, {"unit", unit ? Json(*unit) : Json()}};
}

const char* type_of(const Field& field) {
  if (field.type() == Field::Type::kTime) return "time";
  if (field.type() != Field::Type::kNumber) return "string";
  return field.counts() ? "integer" : "number";
}

Json cell(const Columns& columns, const Field& field, Row row) {
  if (field.type() == Field::Type::kNumber || field.type() == Field::Type::kTime)
    return number_json(field.number(row));
  if (field.type() == Field::Type::kText) {
    const std::uint32_t text = field.text(row);
    return text == 0 ? Json() : Json(columns.texts.text(text));
  }
  const auto text = field.written(row);
  return text ? Json(*text) : Json();
}

Json query_table(const Columns& columns, const httplib::Params& params, double now) {
  return Table(columns, params, now).answer();
}

}  // namespace headwater::collector
