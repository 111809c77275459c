#include "demo/collector/read/tag_summary.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "demo/collector/read/aggregate.h"
#include "demo/collector/read/field.h"
#include "demo/collector/read/number_map.h"
#include "demo/collector/read/params.h"

namespace headwater::collector {
namespace {

using Row = Columns::Row;

constexpr std::size_t kMostKeys = 100;

struct Value {
  std::uint32_t text;
  std::size_t count = 0;
  std::size_t selected = 0;
};

struct Key {
  std::string name;
  std::size_t count = 0;
  std::size_t selected = 0;
  std::vector<Value> values = {};
  double difference = 0;  // the largest of a value's two shares
};

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Which of the rows `compare` means, by position; nothing: all alike.
std::vector<std::uint8_t> read_compare(const Columns& columns, const std::vector<Row>& rows,
                                       const std::string& text) {
  if (text.empty()) return {};
  std::vector<std::uint8_t> selected(rows.size(), 0);
  if (text == "slowest") {
    const auto count = static_cast<std::size_t>(std::ceil(0.05 * static_cast<double>(rows.size())));
    std::vector<std::uint32_t> order(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                     [&](auto a, auto b) { return columns.duration[rows[a]] > columns.duration[rows[b]]; });
    for (std::size_t i = 0; i < count; ++i) selected[order[i]] = 1;
    return selected;
  }
  const std::size_t dots = text.find("..");
  double from = 0;
  double to = 0;
  const char* const end = text.data() + text.size();
  if (dots == std::string::npos ||
      std::from_chars(text.data(), text.data() + dots, from).ptr != text.data() + dots ||
      std::from_chars(text.data() + dots + 2, end, to).ptr != end || !(from < to))
    throw QueryError("compare: expected slowest, or <from>..<to> in milliseconds since 1970, not " + text);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double start = columns.start[rows[i]];
    selected[i] = start >= from && start < to;
  }
  return selected;
}

class Summary {
 public:
  Summary(const Columns& columns, const std::vector<Row>& rows, const std::vector<std::uint8_t>& selected)
      : columns_(columns), rows_(rows), selected_(selected) {
    for (const auto& [name, column] :
         {std::pair("op", &columns.op), std::pair("status", &columns.status),
          std::pair("service", &columns.service), std::pair("release", &columns.release),
          std::pair("environment", &columns.environment)}) {
      count_column(name, *column);
    }
    count_tags();
  }

  std::vector<Key>& keys() { return keys_; }

 private:
  bool is_selected(std::size_t i) const { return !selected_.empty() && selected_[i]; }

  void count_column(const char* name, const std::vector<std::uint32_t>& column) {
    NumberMap numbers;
    Key key{name};
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::uint32_t text = column[rows_[i]];
      if (text == 0) continue;
      count(key, numbers.number_of(text), text, is_selected(i));
    }
    if (key.count > 0) keys_.push_back(std::move(key));
  }

  void count_tags() {
    NumberMap key_numbers;
    NumberMap value_numbers;
    std::vector<Key> tags;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> places;  // by value: its key, and where in that
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Row row = rows_[i];
      const std::size_t end = columns_.tags_at[row] + columns_.tags_count[row];
      for (std::size_t at = columns_.tags_at[row]; at < end; ++at) {
        const auto [key, text] = columns_.tags[at];
        const std::uint32_t value = value_numbers.number_of(std::uint64_t{key} << 32 | text);
        if (value == places.size()) {
          const std::uint32_t number = key_numbers.number_of(key);
          if (number == tags.size()) tags.push_back({columns_.texts.text(key)});
          places.emplace_back(number, static_cast<std::uint32_t>(tags[number].values.size()));
        }
        count(tags[places[value].first], places[value].second, text, is_selected(i));
      }
    }
    for (Key& key : tags) keys_.push_back(std::move(key));
  }

  static void count(Key& key, std::uint32_t number, std::uint32_t text, bool selected) {
    if (number == key.values.size()) key.values.push_back({text});
    ++key.count;
    ++key.values[number].count;
    key.selected += selected;
    key.values[number].selected += selected;
  }

  const Columns& columns_;
  const std::vector<Row>& rows_;
  const std::vector<std::uint8_t>& selected_;
  std::vector<Key> keys_;
};

double difference(const Key& key, const Value& value) {
  return share(value.selected, key.selected) - share(value.count - value.selected, key.count - key.selected);
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

}  // namespace

Json summarize_tags(const Columns& columns, const httplib::Params& params, double now) {
  const std::size_t limit = count_param(params, "limit", 8, 1, 50);
  const auto rows = read_selection(params, now).rows(columns);
  const auto selected = read_compare(columns, rows, text_param(params, "compare"));
  const bool compares = !selected.empty() || !text_param(params, "compare").empty();
  Summary summary(columns, rows, selected);
  std::vector<Key>& keys = summary.keys();
  for (Key& key : keys) {
    for (const Value& value : key.values)
      key.difference = std::max(key.difference, std::abs(difference(key, value)));
    const auto before = [&](const Value& a, const Value& b) {
      if (compares && difference(key, a) != difference(key, b))
        return difference(key, a) > difference(key, b);
      return a.count != b.count ? a.count > b.count : columns.texts.text(a.text) < columns.texts.text(b.text);
    };
    const std::size_t shown = std::min(limit, key.values.size());
    std::partial_sort(key.values.begin(), key.values.begin() + static_cast<std::ptrdiff_t>(shown),
                      key.values.end(), before);
    key.values.resize(shown);
  }
  std::stable_sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    return compares ? a.difference > b.difference : a.count > b.count;
  });
  if (keys.size() > kMostKeys) keys.resize(kMostKeys);

  Json list = Json::array();
  for (const Key& key : keys) {
    Json values = Json::array();
    for (const Value& value : key.values) {
      Json entry = {{"value", columns.texts.text(value.text)},
                    {"count", value.count},
                    {"share", share(value.count, key.count)}};
      if (compares) {
        entry["selected"] = share(value.selected, key.selected);
        entry["rest"] = share(value.count - value.selected, key.count - key.selected);
      }
      values.push_back(std::move(entry));
    }
    list.push_back({{"key", key.name}, {"count", key.count}, {"values", values}});
  }
  Json answer = {{"total", rows.size()}};
  if (compares) answer["selected"] = std::count(selected.begin(), selected.end(), 1);
  answer["keys"] = std::move(list);
  return answer;
}

Json list_values(const Columns& columns, const httplib::Params& params, double now) {
  constexpr std::size_t kMost = 20;
  const std::string name = text_param(params, "key");
  if (name.empty()) throw QueryError("key is missing");
  const std::string prefix = lower_case(text_param(params, "prefix"));
  const Field field(columns, name);
  std::map<std::string, std::size_t> counts;
  const auto rows = read_selection(params, now).rows(columns);
  if (field.type() == Field::Type::kText) {
    std::vector<std::size_t> by_text(columns.texts.size(), 0);
    for (const Row row : rows) ++by_text[field.text(row)];
    for (std::uint32_t text = 1; text < by_text.size(); ++text) {
      if (by_text[text] > 0 && lower_case(columns.texts.text(text)).starts_with(prefix))
        counts[columns.texts.text(text)] = by_text[text];
    }
  } else if (field.type() == Field::Type::kLongId || field.type() == Field::Type::kShortId) {
    // The latest: each has but a few.
    for (auto row = rows.rbegin(); row != rows.rend() && counts.size() < kMost; ++row) {
      const auto text = field.written(*row);
      if (text && text->starts_with(prefix)) ++counts[*text];
    }
  }
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > kMost) sorted.resize(kMost);
  Json values = Json::array();
  for (const auto& [value, count] : sorted) values.push_back({{"value", value}, {"count", count}});
  return {{"values", values}};
}

Json list_keys(const Columns& columns) {
  Json keys = Json::array();
  const auto add = [&](const std::string& name, const char* type, const std::optional<std::string>& unit) {
    keys.push_back({{"name", name}, {"type", type}, {"unit", unit ? Json(*unit) : Json()}});
  };
  std::vector<std::string> fixed;
  for (const FixedKey& key : fixed_keys()) {
    add(key.name, key.type, key.unit ? std::optional<std::string>(key.unit) : std::nullopt);
    fixed.emplace_back(key.name);
  }
  const auto is_fixed = [&](const std::string& name) {
    return std::find(fixed.begin(), fixed.end(), name) != fixed.end();
  };
  for (const auto& [key, unit] : columns.measurement_units) {
    const std::string& name = columns.texts.text(key);
    if (!is_fixed(name) && !columns.tag_keys.contains(key))
      add(name, "number", unit == 0 ? std::nullopt : std::optional(columns.texts.text(unit)));
  }
  for (const auto& [key, count] : columns.tag_keys) {
    const std::string& name = columns.texts.text(key);
    if (!is_fixed(name)) add(name, "string", std::nullopt);
  }
  Json aggregates = Json::array();
  for (const auto& [name, of] : aggregate_names())
    aggregates.push_back({{"name", name}, {"of", of ? Json(of) : Json()}});
  return {{"keys", keys}, {"aggregates", aggregates}};
}

}  // namespace headwater::collector
