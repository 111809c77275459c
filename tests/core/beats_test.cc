#include "src/page/beats.h"

#include <gtest/gtest.h>

#include <vector>

namespace headwater {
namespace {

constexpr double kOpen = std::numeric_limits<double>::quiet_NaN();

// How many of the requests at `starts`, each answered so many ms later, are no beats: all until it is known.
std::size_t counted(const std::vector<double>& starts, double delay) {
  Beats beats;
  std::size_t count = 0;
  for (const double start : starts) {
    beats.add(7, start - 1);
    if (!beats.add(5, start)) ++count;
    beats.answered(5, start, start + delay);
  }
  return count;
}

std::vector<double> every(double interval, int count) {
  std::vector<double> starts;
  for (int i = 0; i < count; ++i) starts.push_back(100 + interval * i);
  return starts;
}

TEST(Beats, AreManyAtARegularInterval) {
  EXPECT_EQ(counted(every(1000, 20), 20), 3u);
  EXPECT_EQ(counted(every(1000, 20), kOpen), 3u) << "never answered";
  EXPECT_EQ(counted(every(1000, 20), 1500), 3u) << "each made before the one before it is answered";
  EXPECT_EQ(counted({0, 1000, 2190, 3100, 4150, 5100}, 20), 3u) << "with some jitter";
  EXPECT_EQ(counted({0, 1000, 2000}, 20), 3u) << "three are not many";
  EXPECT_EQ(counted({0, 1000, 2300, 3300, 4700, 5600}, 20), 6u) << "irregularly";
  EXPECT_EQ(counted({0, 1, 2, 3, 4, 5}, 20), 6u) << "at once";
  EXPECT_EQ(counted({0, 1000, 2000, 3000, 3400, 4000, 4200}, 20), 6u) << "no longer";
}

TEST(Beats, ThoseSoonAfterAnAnswerAreManyMore) {
  EXPECT_EQ(counted(every(1000, 40), 990), 40u) << "one upon another";
  EXPECT_EQ(counted(every(500, 9), 400), 9u) << "100 ms after the answer";
  EXPECT_EQ(counted(every(500, 20), 400), 9u);
  EXPECT_EQ(counted(every(200, 20), 20), 9u) << "a fast timer";
  EXPECT_EQ(counted(every(1400, 9), 900), 9u) << "much to do in between";
}

TEST(Beats, TwoAtATimeAreOne) {
  EXPECT_EQ(counted({0, 1, 1000, 1001, 2000, 2001, 3000, 3001, 4000}, 20), 6u);
}

TEST(Beats, NothingBeforeARestartCounts) {
  Beats beats;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(beats.add(5, 1000 * i));
  beats.restart(2500);
  for (int i = 3; i < 6; ++i) EXPECT_FALSE(beats.add(5, 1000 * i));
  EXPECT_TRUE(beats.add(5, 6000));
  beats.restart(6000);
  for (int i = 7; i < 9; ++i)
    EXPECT_FALSE(beats.add(5, 1000 * i)) << "but the latest, which was not before it";
  EXPECT_TRUE(beats.add(5, 9000));
}

TEST(Beats, WhatIsRequestedOnceMakesRoom) {
  Beats beats;
  for (std::uint64_t i = 0; i < 4; ++i) {
    for (std::uint64_t other = 0; other < 100; ++other) {
      beats.add(1000 + i * 100 + other, 1000.0 * static_cast<double>(i) + static_cast<double>(other));
    }
    EXPECT_EQ(beats.add(5, 1000.0 * static_cast<double>(i) + 500), i == 3);
  }
}

}  // namespace
}  // namespace headwater
