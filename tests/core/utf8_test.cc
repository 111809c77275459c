#include "src/utf8.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

std::string repaired(std::string text) {
  repair_utf8(text);
  return text;
}

constexpr const char* kReplacement = "\xef\xbf\xbd";

TEST(Utf8, LeavesWellFormedTextAlone) {
  std::string text =
      "plain \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xf4\x8f\xbf\xbf \xed\x9f\xbf \xee\x80\x80";
  text.push_back('\0');
  const std::string before = text;
  EXPECT_FALSE(repair_utf8(text));
  EXPECT_EQ(text, before);
}

TEST(Utf8, AnswersWhetherItRepaired) {
  std::string text = "a\xff";
  EXPECT_TRUE(repair_utf8(text));
  EXPECT_EQ(text, std::string("a") + kReplacement);
}

TEST(Utf8, ReplacesEachByteOfLoneSurrogates) {
  EXPECT_EQ(repaired("a\xed\xa0\x80z"), std::string("a") + kReplacement + kReplacement + kReplacement + "z");
  EXPECT_EQ(repaired("\xed\xbf\xbf"), std::string(kReplacement) + kReplacement + kReplacement);
}

TEST(Utf8, ReplacesOverlongForms) {
  EXPECT_EQ(repaired("\xc0\x80"), std::string(kReplacement) + kReplacement);
  EXPECT_EQ(repaired("\xc1\xbf"), std::string(kReplacement) + kReplacement);
  EXPECT_EQ(repaired("\xe0\x9f\xbf"), std::string(kReplacement) + kReplacement + kReplacement);
  EXPECT_EQ(repaired("\xf0\x8f\xbf\xbf"),
            std::string(kReplacement) + kReplacement + kReplacement + kReplacement);
}

TEST(Utf8, ReplacesWhatIsBeyondUnicode) {
  EXPECT_EQ(repaired("\xf4\x90\x80\x80"),
            std::string(kReplacement) + kReplacement + kReplacement + kReplacement);
  EXPECT_EQ(repaired("\xf5z"), std::string(kReplacement) + "z");
}

TEST(Utf8, ReplacesTruncatedSequencesAndStrayContinuations) {
  EXPECT_EQ(repaired("\xe2\x82"), std::string(kReplacement) + kReplacement);
  EXPECT_EQ(repaired("\xe2\x82|"), std::string(kReplacement) + kReplacement + "|");
  EXPECT_EQ(repaired("\x80|"), std::string(kReplacement) + "|");
  EXPECT_EQ(repaired("\xf0\x9f\x98"), std::string(kReplacement) + kReplacement + kReplacement);
}

TEST(Utf8, RepairedTextNeedsNoRepair) {
  std::string every_pair;
  for (int high = 0; high < 256; ++high) {
    for (int low = 0; low < 256; ++low) {
      every_pair += static_cast<char>(high);
      every_pair += static_cast<char>(low);
      every_pair += 'x';
    }
  }
  EXPECT_TRUE(repair_utf8(every_pair));
  EXPECT_FALSE(repair_utf8(every_pair));
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
