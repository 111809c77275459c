#include "demo/collector/read/condition.h"

#include <algorithm>
#include <limits>
#include <string>

#include "demo/collector/read/field.h"

namespace headwater::collector {
namespace {

using Row = Columns::Row;
using Node = Condition::Node;
using NodePtr = std::unique_ptr<Node>;

class Always : public Node {
 public:
  explicit Always(bool value) : value_(value) {}
  bool holds(Row) const override { return value_; }

 private:
  const bool value_;
};

class All : public Node {
 public:
  explicit All(std::vector<NodePtr> parts) : parts_(std::move(parts)) {}
  bool holds(Row row) const override {
    return std::all_of(parts_.begin(), parts_.end(), [row](const NodePtr& part) { return part->holds(row); });
  }

 private:
  const std::vector<NodePtr> parts_;
};

class Any : public Node {
 public:
  explicit Any(std::vector<NodePtr> parts) : parts_(std::move(parts)) {}
  bool holds(Row row) const override {
    return std::any_of(parts_.begin(), parts_.end(), [row](const NodePtr& part) { return part->holds(row); });
  }

 private:
  const std::vector<NodePtr> parts_;
};

class Not : public Node {
 public:
  explicit Not(NodePtr part) : part_(std::move(part)) {}
  bool holds(Row row) const override { return !part_->holds(row); }

 private:
  const NodePtr part_;
};

class Has : public Node {
 public:
  explicit Has(Field field) : field_(std::move(field)) {}
  bool holds(Row row) const override { return field_.has(row); }

 private:
  const Field field_;
};

class EqualText : public Node {
 public:
  EqualText(Field field, std::uint32_t number) : field_(std::move(field)), number_(number) {}
  bool holds(Row row) const override { return field_.text(row) == number_; }

 private:
  const Field field_;
  const std::uint32_t number_;
};

// Looks at each text once, however many rows have it.
template <typename Matches>
class MatchText : public Node {
 public:
  MatchText(const Columns& columns, Field field, Matches matches)
      : columns_(columns),
        field_(std::move(field)),
        matches_(std::move(matches)),
        known_(columns.texts.size()) {}
  bool holds(Row row) const override {
    const std::uint32_t number = field_.text(row);
    if (number == 0) return false;
    std::uint8_t& known = known_[number];
    if (known == 0) known = matches_(columns_.texts.text(number)) ? 2 : 1;
    return known == 2;
  }

 private:
  const Columns& columns_;
  const Field field_;
  const Matches matches_;
  mutable std::vector<std::uint8_t> known_;
};

class MatchId : public Node {
 public:
  MatchId(Field field, Pattern pattern) : field_(std::move(field)), pattern_(std::move(pattern)) {
    if (pattern_.is_exact() && pattern_.pieces[0].size() == 32 && field_.type() == Field::Type::kLongId)
      id_ = trace_id_of(pattern_.pieces[0]);
    if (pattern_.is_exact() && pattern_.pieces[0].size() == 16 && field_.type() == Field::Type::kShortId)
      id_ = TraceId{0, span_id_of(pattern_.pieces[0])};
  }
  bool holds(Row row) const override {
    if (id_) return field_.id(row) == *id_;
    const auto text = field_.written(row);
    return text && pattern_.matches(*text);
  }

 private:
  const Field field_;
  const Pattern pattern_;
  std::optional<TraceId> id_;
};

class Compare : public Node {
 public:
  Compare(Field field, Comparison comparison, double value)
      : field_(std::move(field)), comparison_(comparison), value_(value) {}
  bool holds(Row row) const override {
    const double number = field_.number(row);  // NaN compares to nothing
    switch (comparison_) {
      case Comparison::kGreater:
        return number > value_;
      case Comparison::kGreaterOrEqual:
        return number >= value_;
      case Comparison::kLess:
        return number < value_;
      case Comparison::kLessOrEqual:
        return number <= value_;
      default:
        return number == value_;
    }
  }

 private:
  const Field field_;
  const Comparison comparison_;
  const double value_;
};

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Pattern as_id(Pattern pattern) {
  for (std::string& piece : pattern.pieces) {
    piece = lower_case(piece);
    std::erase(piece, '-');
  }
  return pattern;
}

NodePtr number_node(const Field& field, const Term& term, Comparison comparison) {
  if (term.quantity.has_unit && !field.is_duration())
    throw QueryError(term.key + " is no duration: expected a number without a unit", term.value_at);
  return std::make_unique<Compare>(field, comparison, term.quantity.value);
}

template <typename Matches>
NodePtr match_text(const Columns& columns, Field field, Matches matches) {
  return std::make_unique<MatchText<Matches>>(columns, std::move(field), std::move(matches));
}

}  // namespace

Condition::Condition(const Columns& columns, const Expression& expression)
    : columns_(columns), root_(made(expression, false)) {}

bool Condition::is_asked_for(Row row) const {
  return std::any_of(asked_ops_.begin(), asked_ops_.end(),
                     [row](const NodePtr& node) { return node->holds(row); });
}

NodePtr Condition::made(const Expression& expression, bool negated) {
  if (expression.kind == Expression::Kind::kTerm) {
    const Term& term = expression.term;
    NodePtr node = made(term);
    if (!negated && term.kind == Term::Kind::kMatch && (term.key == "op" || term.key == "transaction.op"))
      asked_ops_.push_back(made(term));
    return node;
  }
  const bool is_not = expression.kind == Expression::Kind::kNot;
  std::vector<NodePtr> parts;
  for (const Expression& part : expression.parts) parts.push_back(made(part, negated != is_not));
  if (is_not) return std::make_unique<Not>(std::move(parts[0]));
  if (expression.kind == Expression::Kind::kAny) return std::make_unique<Any>(std::move(parts));
  return std::make_unique<All>(std::move(parts));
}

NodePtr Condition::made(const Term& term) const {
  if (term.kind == Term::Kind::kText) {
    Pattern part;
    part.pieces = {""};
    for (const std::string& piece : term.pattern.pieces) part.pieces.push_back(lower_case(piece));
    part.pieces.emplace_back();
    return match_text(columns_, Field(columns_, "transaction"),
                      [part](const std::string& text) { return part.matches(lower_case(text)); });
  }
  if (term.key == "event.type") {
    if (term.kind == Term::Kind::kMatch && term.text == "transaction") return std::make_unique<Always>(true);
    throw QueryError("expected transaction: there are no other events", term.value_at);
  }
  if (term.kind == Term::Kind::kHas) return std::make_unique<Has>(Field(columns_, term.key));
  Field field(columns_, term.key);
  const bool is_number = field.type() == Field::Type::kNumber || field.type() == Field::Type::kTime;
  if (term.kind == Term::Kind::kCompare) {
    if (is_number) return number_node(field, term, term.comparison);
    // A measurement that nobody has sent.
    if (!field.is_known()) return std::make_unique<Always>(false);
    throw QueryError(term.key + " is no number: expected " + term.key + ":value", term.value_at);
  }
  if (is_number) {
    Term equal = term;
    const auto quantity = read_quantity(term.text);
    if (!quantity)
      throw QueryError("expected a number after " + term.key + ":, as in " + term.key +
                           (field.is_duration() ? ":>500ms" : ":>5"),
                       term.value_at);
    equal.quantity = *quantity;
    return number_node(field, equal, Comparison::kEqual);
  }
  if (field.type() != Field::Type::kText) return std::make_unique<MatchId>(field, as_id(term.pattern));
  if (!term.pattern.is_exact())
    return match_text(columns_, field,
                      [pattern = term.pattern](const std::string& text) { return pattern.matches(text); });
  const std::string& text = term.pattern.pieces[0];
  if (text.empty()) return std::make_unique<EqualText>(field, 0);
  const auto number = columns_.texts.find(text);
  if (!number) return std::make_unique<Always>(false);
  return std::make_unique<EqualText>(field, *number);
}

std::vector<Row> Selection::rows(const Columns& columns) const {
  const Condition condition(columns, query);
  const double first = from.value_or(-std::numeric_limits<double>::infinity());
  const double end = to.value_or(std::numeric_limits<double>::infinity());
  std::vector<Row> rows;
  rows.reserve(columns.size());
  for (Row row = 0; row < columns.size(); ++row) {
    const double start = columns.start[row];
    if (start >= first && start < end && condition.holds(row)) rows.push_back(row);
  }
  return rows;
}

}  // namespace headwater::collector
