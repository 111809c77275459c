#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demo/collector/base/refusal.h"

namespace headwater::collector {

// A request for data that is at fault: 400, and where in the query, in bytes from its start.
class QueryError : public Refusal {
 public:
  explicit QueryError(const std::string& why, std::optional<std::size_t> where = std::nullopt)
      : Refusal(400, why), at(where) {}
  const std::optional<std::size_t> at;
};

// A text with `*` for any other: the pieces between the stars. One piece is the text itself.
struct Pattern {
  std::vector<std::string> pieces = {""};

  bool is_exact() const { return pieces.size() == 1; }
  bool matches(std::string_view text) const;
};

enum class Comparison { kGreater, kGreaterOrEqual, kLess, kLessOrEqual, kEqual };

// A number as it was written, and its unit if it has one: milliseconds with it.
struct Quantity {
  double value = 0;
  bool has_unit = false;
};

// "1.5s", "500", "-3"; units us, ms, s, m, h. Nothing if it is none.
std::optional<Quantity> read_quantity(std::string_view text);

struct Term {
  enum class Kind {
    kText,     // the name contains `text`
    kMatch,    // `key` matches `pattern`
    kCompare,  // `key` compares to `quantity`
    kHas,      // there is a `key`
  };
  Kind kind = Kind::kText;
  std::string key;
  std::string text;  // of kMatch: the value as it was written
  Pattern pattern;
  Comparison comparison = Comparison::kEqual;
  Quantity quantity;
  std::size_t key_at = 0;  // bytes from the start of the query
  std::size_t value_at = 0;
};

struct Expression {
  enum class Kind { kTerm, kAll, kAny, kNot };
  Kind kind = Kind::kAll;  // of nothing: holds always
  Term term;
  std::vector<Expression> parts;
};

// Reads a query (docs/collector-api.md). Throws QueryError that says what is expected, and where.
Expression read_query(std::string_view query);

}  // namespace headwater::collector
