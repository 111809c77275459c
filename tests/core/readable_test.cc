#include "src/text/readable.h"

#include <gtest/gtest.h>

#include "src/record/clean_text.h"
#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

TEST(Readable, DecodesWhatIsSeen) {
  EXPECT_EQ(readable("/stra%C3%9Fe/caf%c3%a9"), "/straße/café");
  EXPECT_EQ(readable("/%E4%BD%A0%E5%A5%BD/%D0%BF"), "/你好/п");
  EXPECT_EQ(readable("/%F0%9F%9B%92%20x"), "/🛒 x");
  EXPECT_EQ(readable("/straße"), "/straße");
}

TEST(Readable, LeavesOtherEscapes) {
  for (const char* path : {"", "/", "%", "%C3", "/%C3", "/%C3%", "/%C3%9", "/%4",
                           "/%2F%3F%23%25%3D%26%3B%41",  // ends of parts, and what need not be escaped
                           "/%00%0A%7F",
                           "/%C3%A",                              // not whole
                           "/%C0%AF%ED%A0%80%F5%80%80%80%FF%80",  // not well-formed
                           "/%C2%80%C2%85%C2%AD",                 // control characters, a soft hyphen
                           "/%E2%80%8B%E2%80%AE%E2%81%A6%EF%BB%BF%E2%80%A8",  // zero width, turned around,
                                                                              // isolated, a mark, a line
                           "/%EF%BF%BF%F3%A0%80%81",                          // no character, a tag
                           "/%25C3%259F"}) {
    EXPECT_EQ(readable(path), path);
  }
}

std::string name_of(const std::string& path, const std::string& rules = "", std::string* source = nullptr) {
  Session session;
  session.run(CommandList().add(Command::kRules, {0, 0, kAbsent}, {rules, "", ""}).pageload(0, 1), 0);
  session.run(
      CommandList()
          .add(Command::kTransaction, {10, 2, 2, kAbsent, kEpoch},
               {std::string(kTraceId), "", path, "url", "navigation", "", "https://shop.example" + path, ""})
          .hide(20),
      20);
  for (Envelope& envelope : session.take()) {
    if (envelope.trace()["op"] != "navigation") continue;
    if (source) *source = envelope.event["transaction_info"]["source"];
    return envelope.event["transaction"];
  }
  return "";
}

TEST(Readable, NamesAre) {
  std::string source;
  EXPECT_EQ(name_of("/caf%C3%A9/am%20See", "", &source), "/café/am See");
  EXPECT_EQ(source, "url");
  EXPECT_EQ(name_of("/%C3%BCber/42", "", &source), "/über/:id");
  EXPECT_EQ(source, "route");
  EXPECT_EQ(name_of("/j%C3%B6%40%C3%B6.example/x"), "/:email/x") << "masked as what it is";
  EXPECT_EQ(name_of("/%C3%BC?token=secret"), "/ü");
}

TEST(Readable, RulesAreWrittenAsPeopleDo) {
  std::string source;
  EXPECT_EQ(name_of("/stra%C3%9Fe/7", "/straße/:nr", &source), "/straße/:nr");
  EXPECT_EQ(source, "route");
  EXPECT_EQ(name_of("/stra%c3%9fe/7", "/stra%C3%9Fe/:nr"), "/straße/:nr");
  EXPECT_EQ(name_of("/%C3%BCber%20uns/", "/über uns", &source), "/über uns");
  EXPECT_EQ(source, "route");
  EXPECT_EQ(name_of("/a%2Fb", "/a/b"), "/a%2Fb") << "an escaped slash ends no part";
}

TEST(Readable, TextsAreCutBetweenCharacters) {
  Drops drops;
  EXPECT_EQ(cut("ab%C3%9Fcd", 2, drops), "ab");
  for (std::size_t most = 3; most < 8; ++most) EXPECT_EQ(cut("ab%C3%9Fcd", most, drops), "ab") << most;
  EXPECT_EQ(cut("ab%C3%9Fcd", 8, drops), "ab%C3%9F");
  for (std::size_t most = 1; most < 12; ++most) EXPECT_EQ(cut("%F0%9F%9B%92", most, drops), "") << most;
  EXPECT_EQ(cut("%F0%9F%9B%92%20", 14, drops), "%F0%9F%9B%92");
  EXPECT_EQ(cut("straße", 5, drops), "straß");
  EXPECT_EQ(cut("%%%%", 3, drops), "%%%");
  EXPECT_EQ(cut("%9F%9F%9F%9F%9F", 12, drops), "%9F") << "of what is no character not all goes";
  EXPECT_EQ(drops[Drop::kTextCut], 22u);
}

TEST(Readable, NamesAreCutBetweenCharacters) {
  std::string path = "/";
  for (int i = 0; i < 300; ++i) path += "%C3%BC";
  const std::string name = name_of(path);
  EXPECT_EQ(name.size(), 1 + 199 * 2u);
  EXPECT_TRUE(name.ends_with("ü"));
}

}  // namespace
}  // namespace headwater::testing
