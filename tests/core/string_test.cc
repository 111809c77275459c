#include "src/base/string.h"

#include <gtest/gtest.h>

#include <string>

namespace headwater {
namespace {

TEST(String, IsTheTextItWasMadeOf) {
  EXPECT_EQ(String("abc"), "abc");
  EXPECT_EQ(String(std::string_view("a\0c", 3)).size(), 3u);
  EXPECT_EQ(String(), "");
  EXPECT_TRUE(String("").empty());
  EXPECT_NE(String("abc"), "abd");
  EXPECT_EQ(String("abc"), std::string("abc"));
}

TEST(String, AppendsTextsAndCharacters) {
  std::string expected;
  String text;
  for (int i = 0; i < 2000; ++i) {
    const std::string part = std::to_string(i);
    expected += part + ",";
    (text += part) += ',';
  }
  EXPECT_EQ(text, expected);
  text.pop_back();
  EXPECT_EQ(text.back(), '9');
  text.resize(5);
  EXPECT_EQ(text, "0,1,2");
  text.append("x").append("");
  EXPECT_EQ(text, "0,1,2x");
}

TEST(String, IsReadAsAView) {
  const String text = "a text of words";
  EXPECT_EQ(std::string_view(text).substr(2, 4), "text");
  EXPECT_TRUE(text.starts_with("a t"));
  EXPECT_TRUE(text.ends_with("words"));
  EXPECT_EQ(text.find("of"), 7u);
  EXPECT_EQ(text.find("none"), String::npos);
  EXPECT_EQ(text.find_first_not_of(" a"), 2u);
}

TEST(String, TakesAnotherValue) {
  String text = "first";
  text = "the second, which is longer";
  EXPECT_EQ(text, "the second, which is longer");
  const String copy = text;
  text = String();
  EXPECT_EQ(text, "");
  EXPECT_EQ(copy, "the second, which is longer");
}

}  // namespace
}  // namespace headwater
