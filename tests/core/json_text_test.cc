#include "src/json_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace headwater {
namespace {

bool is_json(std::string text) { return check_json(text); }

TEST(JsonText, TakesEveryKindOfValue) {
  for (const char* text :
       {"null", "true", "false", "0", "-0", "12.5", "-1e-7", "2E+3", "\"\"", "[]", "{}", "[1,[2],{\"a\":[]}]",
        " { \"a\" : 1 , \"b\" : [ ] } ", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\xc3\xa9\""}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(JsonText, RefusesWhatIsNone) {
  for (const char* text :
       {"",      " ",       "nul",         "True",      "undefined", "NaN",     "Infinity",      "01",
        "1.",    ".5",      "+1",          "-",         "1e",        "1e+",     "0x10",          "'a'",
        "\"",    "\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "\"\\",      "\"\n\"",  "\"\t\"",        "[",
        "]",     "[1,]",    "[,1]",        "[1 2]",     "{",         "{\"a\"}", "{\"a\":}",      "{\"a\":1,}",
        "{a:1}", "{1:1}",   "{\"a\":1]",   "1 2",       "[]]",       "nullx",   "\xef\xbb\xbf{}"}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
}

TEST(JsonText, ANulByteIsNotTheEnd) {
  EXPECT_FALSE(is_json(std::string("1\0", 2)));
  EXPECT_FALSE(is_json(std::string("\"a\0\"", 4)));
  EXPECT_FALSE(is_json(std::string("\"\\\0\"", 4)));
}

TEST(JsonText, NestsThirtyTwoDeepAndNoDeeper) {
  const auto nested = [](std::size_t depth, const std::string& inside) {
    return std::string(depth, '[') + inside + std::string(depth, ']');
  };
  EXPECT_TRUE(is_json(nested(32, "")));
  EXPECT_TRUE(is_json(nested(32, "1")));
  EXPECT_FALSE(is_json(nested(33, "")));
  EXPECT_FALSE(is_json(nested(33, "1")));
  EXPECT_FALSE(is_json(std::string(100000, '[')));
}

TEST(JsonText, RefusesNumbersThatADoubleCannotHold) {
  for (const char* text : {"1e307", "-9.5e307", "1e-400", "5e-324", "1e0000000000001"})
    EXPECT_TRUE(is_json(text)) << text;
  for (const char* text : {"1e309", "-1e400", "1e99999999999999999999", "[1e999]"})
    EXPECT_FALSE(is_json(text)) << text;
  EXPECT_FALSE(is_json("1" + std::string(400, '0')));
}

TEST(JsonText, OverwritesEscapesOfLoneSurrogates) {
  const auto checked = [](std::string text) {
    EXPECT_TRUE(check_json(text)) << text;
    return text;
  };
  EXPECT_EQ(checked("\"\\ud800\""), "\"\\ufffd\"");
  EXPECT_EQ(checked("\"\\udc00x\""), "\"\\ufffdx\"");
  EXPECT_EQ(checked("\"\\ud83d\\ude00\""), "\"\\ud83d\\ude00\"");
  EXPECT_EQ(checked("\"\\ud83d\\ud83d\\ude00\""), "\"\\ufffd\\ud83d\\ude00\"");
  EXPECT_EQ(checked("\"\\uD83D\\u0041\""), "\"\\ufffd\\u0041\"");
  EXPECT_EQ(checked("{\"\\udfff\":1}"), "{\"\\ufffd\":1}");
  EXPECT_FALSE(is_json("\"\\ud800\\uzzzz\""));
}

TEST(JsonText, HasNoLineBreaksAfterwards) {
  std::string text = "{\n\"a\":\r\n[1,\t2]\n}\n";
  EXPECT_TRUE(check_json(text));
  EXPECT_EQ(text.find_first_of("\r\n\t"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(text, nullptr, false), (nlohmann::json{{"a", {1, 2}}}));
}

// Every text a byte away from a good one is judged as an independent parser does.
TEST(JsonText, AgreesWithAParserOnDamagedText) {
  const std::string good = R"({"a":[1.5e3,"x\u0041\n",true],"b":{"c":null}})";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (char c = 0x20; c < 0x7f; ++c) {
      std::string text = good;
      text[at] = c;
      const bool expected = nlohmann::json::accept(text);
      EXPECT_EQ(is_json(text), expected) << text;
    }
    std::string shorter = good;
    shorter.erase(at, 1);
    EXPECT_EQ(is_json(shorter), nlohmann::json::accept(shorter)) << shorter;
  }
}

}  // namespace
}  // namespace headwater
