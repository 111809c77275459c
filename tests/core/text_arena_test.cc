#include "src/text/text_arena.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

constexpr std::size_t kNoLimit = 1 << 20;

TEST(TextArena, GivesBackWhatItKept) {
  TextArena arena;
  const std::string with_nul("a\0b", 3);
  const TextRef first = arena.add("first"), second = arena.add(with_nul), third = arena.add("third");
  EXPECT_EQ(arena[first], "first");
  EXPECT_EQ(arena[second], with_nul);
  EXPECT_EQ(arena[third], "third");
}

TEST(TextArena, TheEmptyTextIsZeroAndCostsNothing) {
  TextArena arena;
  const std::size_t before = arena.bytes();
  EXPECT_EQ(arena.add(""), 0u);
  EXPECT_EQ(arena.intern("", kNoLimit), 0u);
  EXPECT_EQ(arena[0], "");
  EXPECT_EQ(arena.bytes(), before);
}

TEST(TextArena, KeepsLengthsOfTwoBytes) {
  TextArena arena;
  const std::string longest(0xffff, 'x');
  const TextRef at_most = arena.add(longest), cut = arena.add(longest + "more"), after = arena.add("after");
  EXPECT_EQ(arena[at_most], longest);
  EXPECT_EQ(arena[cut], longest);
  EXPECT_EQ(arena[after], "after");
  EXPECT_EQ(arena[arena.add(std::string(255, 'a'))].size(), 255u);
  EXPECT_EQ(arena[arena.add(std::string(256, 'a'))].size(), 256u);
}

TEST(TextArena, InternsATextOnce) {
  TextArena arena;
  const TextRef op = arena.intern("http.client", kNoLimit);
  const std::size_t before = arena.bytes();
  EXPECT_EQ(arena.intern("http.client", kNoLimit), op);
  EXPECT_EQ(arena.bytes(), before);
  EXPECT_NE(arena.intern("http.clien", kNoLimit), op);
}

TEST(TextArena, InternsManyDifferentTexts) {
  TextArena arena;
  std::vector<TextRef> refs;
  for (int i = 0; i < 500; ++i) refs.push_back(arena.intern("op." + std::to_string(i), kNoLimit));
  for (std::size_t i = 0; i < refs.size(); ++i) EXPECT_EQ(arena[refs[i]], "op." + std::to_string(i));
}

TEST(TextArena, AFullArenaStillGivesWhatItInterned) {
  TextArena arena;
  const TextRef known = arena.intern("known", 100);
  arena.add(std::string(100, 'x'));
  EXPECT_EQ(arena.intern("known", 100), known);
  EXPECT_EQ(arena.intern("new", 100), 0u);
}

}  // namespace
}  // namespace headwater
