#include "src/record/drops.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace headwater {
namespace {

TEST(Drops, EveryReasonHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::kCount_); ++i)
    names.insert(name(static_cast<Drop>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Drop::kCount_));
  EXPECT_EQ(names.count(""), 0u);
}

TEST(Drops, NamesStandInTheOrderOfTheReasons) {
  EXPECT_EQ(name(Drop::kMalformedBatch), "malformed_batch");
  EXPECT_EQ(name(Drop::kInvalidTrace), "invalid_trace");
  EXPECT_EQ(name(Drop::kTooManyTransactions), "too_many_transactions");
  EXPECT_EQ(name(Drop::kTooMuchText), "too_much_text");
  EXPECT_EQ(name(Drop::kUnfinished), "unfinished");
  EXPECT_EQ(name(Drop::kBufferFull), "buffer_full");
}

TEST(Drops, CountsEachReasonByItself) {
  Drops drops;
  EXPECT_TRUE(drops.empty());
  drops.add(Drop::kStaleHandle);
  drops.add(Drop::kStaleHandle, 4);
  EXPECT_EQ(drops[Drop::kStaleHandle], 5u);
  EXPECT_EQ(drops[Drop::kInvalidTime], 0u);
  EXPECT_FALSE(drops.empty());
}

TEST(Drops, StopsAtTheLargestCount) {
  Drops drops;
  drops.add(Drop::kBufferFull, std::numeric_limits<std::uint32_t>::max() - 1);
  drops.add(Drop::kBufferFull, 5);
  drops.add(Drop::kBufferFull);
  EXPECT_EQ(drops[Drop::kBufferFull], std::numeric_limits<std::uint32_t>::max());
}

TEST(Drops, ClearForgets) {
  Drops drops;
  drops.add(Drop::kTextCut);
  drops.clear();
  EXPECT_TRUE(drops.empty());
  drops.add(Drop::kTextCut, 0);
  EXPECT_TRUE(drops.empty());
}

}  // namespace
}  // namespace headwater
