#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "demo/collector/store/columns.h"

namespace headwater::collector {

// What a key of a query or a column of a table means.
class Field {
 public:
  enum class Type { kText, kNumber, kTime, kLongId, kShortId };

  // A key that nothing is known of is a tag that nobody has.
  Field(const Columns& columns, const std::string& key);

  Type type() const { return type_; }
  // Numbers are: integers that count something.
  bool counts() const { return counts_ != nullptr; }
  std::optional<std::string> unit() const;
  // Durations, which may be asked for in other units.
  bool is_duration() const;
  // Whether any transaction has it.
  bool is_known() const { return known_; }

  // Of kText; 0: it has none.
  std::uint32_t text(Columns::Row row) const {
    if (texts_) return (*texts_)[row];
    const std::size_t end = columns_.tags_at[row] + columns_.tags_count[row];
    for (std::size_t i = columns_.tags_at[row]; i < end; ++i) {
      if (columns_.tags[i].key == number_) return columns_.tags[i].value;
    }
    return 0;
  }
  // Of kNumber and kTime; NaN: it has none.
  double number(Columns::Row row) const {
    if (numbers_) return (*numbers_)[row];
    if (counts_) return (*counts_)[row];
    const std::size_t end = columns_.measurements_at[row] + columns_.measurements_count[row];
    for (std::size_t i = columns_.measurements_at[row]; i < end; ++i) {
      if (columns_.measurement_keys[i] == number_) return columns_.measurement_values[i];
    }
    return std::numeric_limits<double>::quiet_NaN();
  }
  // Of kLongId, and kShortId in `low`; zeros: it has none.
  TraceId id(Columns::Row row) const {
    return long_ids_ ? (*long_ids_)[row] : TraceId{0, (*short_ids_)[row]};
  }
  bool has(Columns::Row row) const;
  // For people; nothing if it has none.
  std::optional<std::string> written(Columns::Row row) const;

 private:
  const Columns& columns_;
  Type type_ = Type::kText;
  bool known_ = true;
  const std::vector<std::uint32_t>* texts_ = nullptr;
  const std::vector<double>* numbers_ = nullptr;
  const std::vector<std::uint32_t>* counts_ = nullptr;
  const std::vector<TraceId>* long_ids_ = nullptr;
  const std::vector<std::uint64_t>* short_ids_ = nullptr;
  std::uint32_t number_ = 0;  // of the key of a tag or measurement
};

// The keys that every transaction may have, and of which type they are, for lists of them.
struct FixedKey {
  const char* name;
  const char* type;  // string, integer, number, time
  const char* unit;  // or null
  bool for_queries;  // else a column alone
};
const std::vector<FixedKey>& fixed_keys();

// A number in JSON: whole ones without a fraction, NaN as null.
Json number_json(double number);

}  // namespace headwater::collector
