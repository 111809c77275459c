#include "src/text/utf8.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

// So many bytes of it are well-formed, from its start.
std::size_t good(std::string_view text) {
  std::size_t at = 0;
  while (const std::size_t length = utf8_length(text.substr(at))) at += length;
  return at;
}

TEST(Utf8, KnowsWellFormedText) {
  std::string text =
      "plain \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xf4\x8f\xbf\xbf \xed\x9f\xbf \xee\x80\x80";
  text.push_back('\0');
  EXPECT_EQ(good(text), text.size());
  EXPECT_EQ(utf8_length(""), 0u);
  EXPECT_EQ(utf8_length("\xf0\x9f\x98\x80z"), 4u);
}

TEST(Utf8, KnowsWhatIsNone) {
  for (const char* text :
       {"\xff", "\x80", "\xed\xa0\x80", "\xed\xbf\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5z", "\xe2\x82", "\xe2\x82|", "\xf0\x9f\x98"}) {
    EXPECT_EQ(good(text), 0u) << text;
    EXPECT_EQ(good(std::string("a") + text), 1u) << text;
  }
}

TEST(Utf8, CutsBetweenCodePoints) {
  EXPECT_EQ(first_code_points("a\xe2\x82\xac\xf0\x9f\x98\x80z", 0), "");
  EXPECT_EQ(first_code_points("a\xe2\x82\xac\xf0\x9f\x98\x80z", 1), "a");
  EXPECT_EQ(first_code_points("a\xe2\x82\xac\xf0\x9f\x98\x80z", 2), "a\xe2\x82\xac");
  EXPECT_EQ(first_code_points("a\xe2\x82\xac\xf0\x9f\x98\x80z", 3), "a\xe2\x82\xac\xf0\x9f\x98\x80");
  EXPECT_EQ(first_code_points("a\xe2\x82\xac\xf0\x9f\x98\x80z", 4), "a\xe2\x82\xac\xf0\x9f\x98\x80z");
  EXPECT_EQ(first_code_points("", 5), "");
}

}  // namespace
}  // namespace headwater
