#include "src/text/json_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "src/text/random.h"

namespace headwater {
namespace {

using Json = nlohmann::json;

// What follows `{"k":` in the text of an object with that one member, up to the brace.
template <typename Write>
std::string member(Write write) {
  JsonWriter json;
  const std::size_t object = json.open();
  write(json);
  json.close(object);
  return std::string(json.text).substr(5, json.text.size() - 6);
}

std::string text_of(std::string_view text) {
  return member([&](JsonWriter& json) { json.string("k", text); });
}

std::string number_of(double number) {
  return member([&](JsonWriter& json) { json.number("k", number); });
}

TEST(JsonWriter, EscapesEachCharacterAsNlohmannDoes) {
  for (int c = 0; c < 128; ++c) {
    const std::string text = {'a', static_cast<char>(c), 'z'};
    EXPECT_EQ(text_of(text), Json(text).dump()) << c;
  }
}

TEST(JsonWriter, EscapesAreTheShortOnesWhereThereAreAny) {
  EXPECT_EQ(text_of("\"\\/\b\f\n\r\t"), R"("\"\\/\b\f\n\r\t")");
  EXPECT_EQ(text_of(std::string_view("\0\v\x1f\x7f", 4)), "\"\\u0000\\u000b\\u001f\x7f\"");
}

TEST(JsonWriter, LeavesOtherTextAsItIs) {
  const std::string text = "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80 \xe2\x80\xa8";
  EXPECT_EQ(text_of(text), '"' + text + '"');
  EXPECT_EQ(text_of(""), "\"\"");
}

TEST(JsonWriter, EscapesKeysToo) {
  JsonWriter json;
  const std::size_t object = json.open();
  json.string("a\"b", "");
  json.close(object);
  EXPECT_EQ(json.text, R"({"a\"b":""})");
}

TEST(JsonWriter, NumbersAreShort) {
  EXPECT_EQ(number_of(0), "0");
  EXPECT_EQ(number_of(-0.0), "0");
  EXPECT_EQ(number_of(300), "300");
  EXPECT_EQ(number_of(-2.5), "-2.5");
  EXPECT_EQ(number_of(0.1), "0.1");
  EXPECT_EQ(number_of(123456789012345), "123456789012345");
  EXPECT_EQ(number_of(1.1), "1.1");
  EXPECT_EQ(number_of(0.000001), "0.000001");
  EXPECT_EQ(number_of(0.00000025), "2.5e-7");
  EXPECT_EQ(number_of(9007199254740991), "9007199254740991");
}

TEST(JsonWriter, ANumberThatIsNoneIsNull) {
  EXPECT_EQ(number_of(std::nan("")), "null");
  EXPECT_EQ(number_of(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonWriter, ANumberOfFifteenDigitsReadsBackTheSame) {
  Random random(7);
  double divisor = 1;
  for (int i = 0; i < 20000; ++i) {
    const double digits = static_cast<double>(random.next() % 1000000000000000);
    divisor = divisor < 1e12 ? divisor * 10 : 1;
    const double number = digits / divisor;
    ASSERT_EQ(Json::parse(number_of(number)).get<double>(), number);
  }
}

TEST(JsonWriter, AnyNumberReadsBackAlmostTheSame) {
  Random random(7);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random.next();
    double number;
    std::memcpy(&number, &bits, sizeof number);
    // What is less than 1e-290 loses digits on its way up.
    if (!std::isfinite(number) || std::fabs(number) < 1e-290) continue;
    const double read = Json::parse(number_of(number)).get<double>();
    ASSERT_NEAR(read / number, 1, 1e-13) << number_of(number);
  }
}

TEST(JsonWriter, TheLargestNumbersReadBackFinite) {
  double number = std::numeric_limits<double>::max();
  for (int i = 0; i < 10000; ++i) {
    for (const double either : {number, -number}) {
      const Json read = Json::parse(number_of(either), nullptr, false);
      ASSERT_TRUE(read.is_number()) << number_of(either);
      ASSERT_NEAR(read.get<double>() / either, 1, 1e-11) << number_of(either);
    }
    // By steps that grow from the smallest there is to an 8,000th.
    number = i < 1000 ? std::nextafter(number, 0) : number * (1 - std::ldexp(1, -52 + i / 256));
  }
}

TEST(JsonWriter, PutsCommasBetween) {
  JsonWriter json;
  const std::size_t outer = json.open();
  const std::size_t first = json.open("first");
  json.number("a", 1);
  json.raw("b", "[{}]");
  json.close(first);
  json.string("c", "{");
  json.string("d", "}");
  const std::size_t second = json.open("second");
  json.string("e", "f");
  json.close(second);
  json.close(outer);
  EXPECT_EQ(json.text, R"({"first":{"a":1,"b":[{}]},"c":"{","d":"}","second":{"e":"f"}})");
}

TEST(JsonWriter, TakesBackWhatStayedEmpty) {
  JsonWriter json;
  const std::size_t outer = json.open();
  const std::size_t headers = json.open("headers");
  const std::size_t inner = json.open("inner");
  json.close(inner);
  json.string_if("none", "");
  json.close(headers);
  json.number("a", 1);
  const std::size_t last = json.open("last");
  json.close(last);
  json.close(outer);
  EXPECT_EQ(json.text, R"({"a":1})");
}

TEST(JsonWriter, WritesTheElementsOfAnArray) {
  JsonWriter json;
  json.text = "[";
  for (const double number : {1, 2, 3}) {
    const std::size_t element = json.open();
    json.number("n", number);
    json.close(element);
  }
  json.text += ']';
  EXPECT_EQ(json.text, R"([{"n":1},{"n":2},{"n":3}])");
}

TEST(JsonWriter, WritesAnObjectInEachLine) {
  JsonWriter json;
  for (const double number : {1, 2}) {
    const std::size_t line = json.open();
    json.number("n", number);
    json.close(line);
    json.text += '\n';
  }
  EXPECT_EQ(json.text, "{\"n\":1}\n{\"n\":2}\n");
}

}  // namespace
}  // namespace headwater
