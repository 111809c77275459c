#include "demo/collector/read/query_language.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace headwater::collector {
namespace {

constexpr int kMostDepth = 50;
constexpr std::size_t kMostTerms = 200;
constexpr std::size_t kMostBytes = 10000;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Parser {
 public:
  explicit Parser(std::string_view query) : query_(query) {
    if (query.size() > kMostBytes)
      throw QueryError("query is longer than " + std::to_string(kMostBytes) + " bytes", kMostBytes);
  }

  Expression run() {
    Expression all = alternatives();
    if (at_ < query_.size()) throw QueryError("expected no ) without a ( before it", at_);
    return all;
  }

 private:
  void skip_spaces() {
    while (at_ < query_.size() && is_space(query_[at_])) ++at_;
  }
  char peek() const { return at_ < query_.size() ? query_[at_] : '\0'; }

  // Takes a word that stands by itself.
  bool take_word(std::string_view word) {
    if (query_.substr(at_, word.size()) != word) return false;
    const std::size_t end = at_ + word.size();
    if (end < query_.size() && !is_space(query_[end]) && query_[end] != '(' && query_[end] != ')')
      return false;
    at_ = end;
    return true;
  }

  Expression alternatives() {
    Expression any{Expression::Kind::kAny, {}, {}};
    any.parts.push_back(conjunction());
    for (;;) {
      skip_spaces();
      const std::size_t at = at_;
      if (!take_word("OR")) break;
      if (any.parts.back().parts.empty()) throw QueryError("expected a term before OR", at);
      any.parts.push_back(conjunction());
      if (any.parts.back().parts.empty()) throw QueryError("expected a term after OR", at_);
    }
    return any.parts.size() == 1 ? std::move(any.parts[0]) : std::move(any);
  }

  Expression conjunction() {
    Expression all;
    for (;;) {
      skip_spaces();
      const std::size_t at = at_;
      if (take_word("AND")) {
        if (all.parts.empty()) throw QueryError("expected a term before AND", at);
        skip_spaces();
        if (at_ == query_.size()) throw QueryError("expected a term after AND", at_);
      }
      if (at_ == query_.size() || peek() == ')') return all;
      const std::size_t before = at_;
      const bool is_or = take_word("OR");
      at_ = before;
      if (is_or) return all;
      all.parts.push_back(factor());
    }
  }

  Expression factor() {
    if (peek() == '!') {
      ++at_;
      if (at_ == query_.size() || is_space(peek()) || peek() == '!')
        throw QueryError("expected a term after !", at_);
      Expression negated{Expression::Kind::kNot, {}, {}};
      negated.parts.push_back(factor());
      return negated;
    }
    if (peek() != '(') return term();
    const std::size_t open = at_++;
    if (++depth_ > kMostDepth)
      throw QueryError("more than " + std::to_string(kMostDepth) + " ( within each other", open);
    Expression group = alternatives();
    if (peek() != ')') throw QueryError("expected a ) for this (", open);
    ++at_;
    --depth_;
    if (group.kind == Expression::Kind::kAll && group.parts.empty())
      throw QueryError("expected a term in ( )", open + 1);
    return group;
  }

  // A quoted text or one without spaces, as pieces between stars. `ends_at_colon`: a key.
  Pattern text(bool ends_at_colon, std::string& written) {
    Pattern pattern;
    const bool quoted = peek() == '"';
    const std::size_t open = at_;
    if (quoted) ++at_;
    for (;; ++at_) {
      if (at_ == query_.size()) {
        if (quoted) throw QueryError("expected a closing \" for this one", open);
        break;
      }
      char c = query_[at_];
      if (quoted ? c == '"' : is_space(c) || (c == ')' && depth_ > 0) || (c == ':' && ends_at_colon)) break;
      if (c == '*') {
        pattern.pieces.emplace_back();
        written += c;
        continue;
      }
      if (c == '\\' && at_ + 1 < query_.size() &&
          (query_[at_ + 1] == '*' || query_[at_ + 1] == '"' || query_[at_ + 1] == '\\'))
        c = query_[++at_];
      pattern.pieces.back() += c;
      written += c;
    }
    if (quoted) {
      ++at_;
      const char next = peek();
      if (at_ < query_.size() && !is_space(next) && !(next == ')' && depth_ > 0) &&
          !(next == ':' && ends_at_colon))
        throw QueryError("expected a space after the closing \"", at_);
    }
    return pattern;
  }

  Expression term() {
    if (++terms_ > kMostTerms) throw QueryError("more than " + std::to_string(kMostTerms) + " terms", at_);
    Expression expression{Expression::Kind::kTerm, {}, {}};
    Term& term = expression.term;
    term.key_at = at_;
    std::string written;
    term.pattern = text(true, written);
    if (peek() != ':') {
      term.value_at = term.key_at;
      term.text = std::move(written);
      return expression;
    }
    if (written.empty()) throw QueryError("expected a key before :", term.key_at);
    ++at_;
    term.key = std::move(written);
    term.value_at = at_;
    value(term);
    return expression;
  }

  void value(Term& term) {
    if (at_ == query_.size() || is_space(peek()) || (peek() == ')' && depth_ > 0))
      throw QueryError("expected a value after " + term.key + ":", at_);
    term.kind = Term::Kind::kMatch;
    if (peek() == '>' || peek() == '<') {
      term.kind = Term::Kind::kCompare;
      const bool greater = query_[at_++] == '>';
      const bool equal = peek() == '=';
      if (equal) ++at_;
      term.comparison = greater ? (equal ? Comparison::kGreaterOrEqual : Comparison::kGreater)
                                : (equal ? Comparison::kLessOrEqual : Comparison::kLess);
      term.value_at = at_;
    }
    term.pattern = text(false, term.text);
    if (term.kind == Term::Kind::kCompare) {
      const auto quantity = read_quantity(term.text);
      if (!quantity)
        throw QueryError("expected a number, as in " + term.key + ":>500ms (units: us, ms, s, m, h)",
                         term.value_at);
      term.quantity = *quantity;
    } else if (term.key == "has") {
      term.kind = Term::Kind::kHas;
      term.key = term.text;
      term.key_at = term.value_at;
      if (term.key.empty()) throw QueryError("expected a key after has:", term.value_at);
    }
  }

  const std::string_view query_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::size_t terms_ = 0;
};

}  // namespace

bool Pattern::matches(std::string_view text) const {
  if (is_exact()) return text == pieces[0];
  const std::string& first = pieces.front();
  const std::string& last = pieces.back();
  if (text.size() < first.size() + last.size() || !text.starts_with(first) || !text.ends_with(last))
    return false;
  text.remove_prefix(first.size());
  text.remove_suffix(last.size());
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const std::size_t found = text.find(pieces[i]);
    if (found == std::string_view::npos) return false;
    text.remove_prefix(found + pieces[i].size());
  }
  return true;
}

std::optional<Quantity> read_quantity(std::string_view text) {
  Quantity quantity;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.value);
  if (error != std::errc() || !std::isfinite(quantity.value)) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  quantity.has_unit = !unit.empty();
  if (unit.empty() || unit == "ms") return quantity;
  if (unit == "us")
    quantity.value /= 1000;
  else if (unit == "s")
    quantity.value *= 1000;
  else if (unit == "m")
    quantity.value *= 60 * 1000;
  else if (unit == "h")
    quantity.value *= 60 * 60 * 1000;
  else
    return std::nullopt;
  return quantity;
}

Expression read_query(std::string_view query) { return Parser(query).run(); }

}  // namespace headwater::collector
