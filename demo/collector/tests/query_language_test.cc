#include "demo/collector/read/query_language.h"

#include <gtest/gtest.h>

namespace headwater::collector {
namespace {

std::string written(const Pattern& pattern) {
  std::string text;
  for (const std::string& piece : pattern.pieces) text += (&piece == &pattern.pieces[0] ? "" : "*") + piece;
  return text;
}

std::string written(const Expression& expression) {
  const Term& term = expression.term;
  switch (expression.kind) {
    case Expression::Kind::kTerm:
      if (term.kind == Term::Kind::kText) return "'" + written(term.pattern) + "'";
      if (term.kind == Term::Kind::kHas) return "has " + term.key;
      if (term.kind == Term::Kind::kMatch) return term.key + "=" + written(term.pattern);
      return term.key + "><"[term.comparison >= Comparison::kLess] +
             (term.comparison == Comparison::kGreaterOrEqual || term.comparison == Comparison::kLessOrEqual
                  ? "="
                  : "") +
             std::to_string(term.quantity.value).substr(0, 6) + (term.quantity.has_unit ? " ms" : "");
    case Expression::Kind::kNot:
      return "not(" + written(expression.parts[0]) + ")";
    default: {
      std::string text = expression.kind == Expression::Kind::kAny ? "any(" : "all(";
      for (const Expression& part : expression.parts)
        text += (&part == &expression.parts[0] ? "" : " ") + written(part);
      return text + ")";
    }
  }
}

std::string read(const std::string& query) { return written(read_query(query)); }

// "<at> <why>"
std::string error_of(const std::string& query) {
  try {
    return "none: " + read(query);
  } catch (const QueryError& error) {
    return std::to_string(error.at.value_or(9999)) + " " + error.what();
  }
}

TEST(QueryLanguage, ReadsTerms) {
  EXPECT_EQ(read(""), "all()");
  EXPECT_EQ(read("  \t "), "all()");
  EXPECT_EQ(read("op:pageload"), "all(op=pageload)");
  EXPECT_EQ(read("op:pageload  !release:shop@1 cart"), "all(op=pageload not(release=shop@1) 'cart')");
  EXPECT_EQ(read("has:user.id !has:browser"), "all(has user.id not(has browser))");
  EXPECT_EQ(read("http.url:http://a/b?c=d:e"), "all(http.url=http://a/b?c=d:e)");
}

TEST(QueryLanguage, ReadsNumbers) {
  EXPECT_EQ(read("duration:>500ms spans:>=100 cls:<0.1 lcp:<=2.5s"),
            "all(duration>500.00 ms spans>=100.00 cls<0.1000 lcp<=2500.0 ms)");
  EXPECT_EQ(read("duration:>1h duration:>2m duration:>100us"),
            "all(duration>360000 ms duration>120000 ms duration>0.1000 ms)");
}

TEST(QueryLanguage, ReadsQuotesAndStars) {
  EXPECT_EQ(read(R"(transaction:"GET /a b" "two words")"), "all(transaction=GET /a b 'two words')");
  EXPECT_EQ(read("\"my tag\":\"its value\""), "all(my tag=its value)");
  EXPECT_EQ(read("transaction:/a*/c*"), "all(transaction=/a*/c*)");
  EXPECT_EQ(read(R"(a:"\"" b:"\\" c:\*)"), R"(all(a=" b=\ c=*))");
  EXPECT_TRUE(read_query(R"(c:\*)").parts[0].term.pattern.is_exact());
  EXPECT_EQ(read("a:\"\""), "all(a=)");
}

TEST(QueryLanguage, ReadsAlternatives) {
  EXPECT_EQ(read("(op:a OR op:b)"), "all(any(all(op=a) all(op=b)))");
  EXPECT_EQ(read("x (op:a y OR (z OR !w)) v"),
            "all('x' any(all(op=a 'y') all(any(all('z') all(not('w'))))) 'v')");
  EXPECT_EQ(read("a OR b"), "any(all('a') all('b'))");
  EXPECT_EQ(read("a AND b"), "all('a' 'b')");
  EXPECT_EQ(read("!(a OR b)"), "all(not(any(all('a') all('b'))))");
  EXPECT_EQ(read("ORDER ANDROID"), "all('ORDER' 'ANDROID')");
  EXPECT_EQ(read("/a(b)"), "all('/a(b)')") << "only a ( that begins a term groups";
}

TEST(QueryLanguage, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error_of("op:"), "3 expected a value after op:");
  EXPECT_EQ(error_of("a op: b"), "5 expected a value after op:");
  EXPECT_EQ(error_of(":x"), "0 expected a key before :");
  EXPECT_EQ(error_of("a \"b"), "2 expected a closing \" for this one");
  EXPECT_EQ(error_of("a:\"b\"c"), "5 expected a space after the closing \"");
  EXPECT_EQ(error_of("a (b OR c"), "2 expected a ) for this (");
  EXPECT_EQ(error_of("a b)"), "none: all('a' 'b)')") << "outside of ( ) it is a letter";
  EXPECT_EQ(error_of("a )"), "2 expected no ) without a ( before it");
  EXPECT_EQ(error_of("a ()"), "3 expected a term in ( )");
  EXPECT_EQ(error_of("(OR a)"), "1 expected a term before OR");
  EXPECT_EQ(error_of("(a OR )"), "6 expected a term after OR");
  EXPECT_EQ(error_of("a AND"), "5 expected a term after AND");
  EXPECT_EQ(error_of("a !"), "3 expected a term after !");
  EXPECT_EQ(error_of(std::string(9000, '!') + "a"), "1 expected a term after !");
  EXPECT_EQ(error_of("duration:>fast"),
            "10 expected a number, as in duration:>500ms (units: us, ms, s, m, h)");
  EXPECT_EQ(error_of("duration:>5y").substr(0, 2), "10");
  EXPECT_EQ(error_of("has:\"\""), "4 expected a key after has:");
  EXPECT_EQ(error_of(std::string(100, '(')).substr(0, 2), "50");
  EXPECT_EQ(error_of(std::string(20000, 'x')).substr(0, 5), "10000");
}

TEST(QueryLanguage, MatchesPatterns) {
  const auto matches = [](const std::string& pattern, const char* text) {
    return read_query("k:" + pattern).parts[0].term.pattern.matches(text);
  };
  EXPECT_TRUE(matches("a*c", "abc"));
  EXPECT_TRUE(matches("a*c", "ac"));
  EXPECT_FALSE(matches("a*c", "abcd"));
  EXPECT_FALSE(matches("aa*a", "aa"));
  EXPECT_TRUE(matches("*b*", "abc"));
  EXPECT_TRUE(matches("*a*b*c", "xaybzc"));
  EXPECT_FALSE(matches("*a*b*c", "xbyazc"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("**", "x"));
}

}  // namespace
}  // namespace headwater::collector
