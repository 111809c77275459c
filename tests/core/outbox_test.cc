#include "src/outbox.h"

#include <gtest/gtest.h>

#include "src/limits.h"

namespace headwater {
namespace {

class OutboxTest : public ::testing::Test {
 protected:
  void put(std::string id, std::uint8_t rank, std::size_t bytes = 10) {
    outbox.put({std::string(bytes, 'x'), std::move(id), "", rank}, drops);
  }

  // The ids of all, in the order in which they are handed out, each followed by a space.
  std::string take_all() {
    std::string ids;
    for (FinishedTransaction one; outbox.take(one);) ids += one.event_id + ' ';
    return ids;
  }

  Outbox outbox;
  Drops drops;
};

TEST_F(OutboxTest, HandsOutTheMostImportantFirstAndTheOldestOfThem) {
  put("manual-1", 2);
  put("late", 3);
  put("pageload", 0);
  put("manual-2", 2);
  put("navigation", 1);
  EXPECT_EQ(take_all(), "pageload navigation manual-1 manual-2 late ");
  EXPECT_EQ(take_all(), "");
}

TEST_F(OutboxTest, BeyondTheCountTheOldestOfTheLeastImportantGoes) {
  put("late-1", 3);
  put("late-2", 3);
  for (std::size_t i = 2; i < limits::kWaitingEnvelopes; ++i) put("m", 2);
  EXPECT_TRUE(drops.empty());
  put("pageload", 0);
  EXPECT_EQ(drops[Drop::kQueueOverflow], 1u);
  const std::string ids = take_all();
  EXPECT_EQ(ids.rfind("pageload ", 0), 0u);
  EXPECT_EQ(ids.find("late-1"), std::string::npos);
  EXPECT_NE(ids.find("late-2"), std::string::npos);
}

TEST_F(OutboxTest, BytesAreBoundedToo) {
  for (int i = 0; i < 10; ++i) put(std::to_string(i), 2, 1 << 19);
  EXPECT_EQ(drops[Drop::kQueueOverflow], 2u);
  EXPECT_EQ(take_all(), "2 3 4 5 6 7 8 9 ");
}

TEST_F(OutboxTest, WhatIsTakenMakesRoom) {
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 8; ++i) put("x", 2, 1 << 19);
    take_all();
  }
  EXPECT_TRUE(drops.empty());
}

}  // namespace
}  // namespace headwater
