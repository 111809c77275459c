#include "src/text/timestamp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>

#include "src/text/random.h"

namespace headwater {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Timestamp, SecondsLieOnTheWallClockOfTheAnchor) {
  const Clocks anchor = {500, 1763800000500};
  EXPECT_EQ(epoch_seconds(anchor, 500), "1763800000.5");
  EXPECT_EQ(epoch_seconds(anchor, 0), "1763800000.0");
  EXPECT_EQ(epoch_seconds(anchor, 250.25), "1763800000.25025");
}

TEST(Timestamp, SecondsAreRoundedToAMicrosecond) {
  const Clocks anchor = {0, 1763800000000};
  EXPECT_EQ(epoch_seconds(anchor, 0.001), "1763800000.000001");
  EXPECT_EQ(epoch_seconds(anchor, 0.0002), "1763800000.0");
  EXPECT_EQ(epoch_seconds(anchor, 999.9996), "1763800001.0");
}

// A general writer of doubles gives about one in a thousand of these a seventh decimal.
TEST(Timestamp, SecondsNeverHaveMoreThanSixDecimals) {
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    const double time = static_cast<double>(random.next() >> 24) / 1024;
    const std::string text(epoch_seconds({0, 1600000000000}, time));
    char expected[64];
    std::snprintf(expected, sizeof expected, "%.6f", std::round((1600000000000 + time) * 1000) / 1e6);
    ASSERT_EQ(std::string(expected).rfind(text, 0), 0u) << text << " is not the start of " << expected;
    ASSERT_EQ(std::string(expected).find_first_not_of('0', text.size()), std::string::npos);
  }
}

TEST(Timestamp, SecondsStayNumbersForAnyClock) {
  EXPECT_EQ(epoch_seconds({0, 0}, std::nan("")), "0.0");
  EXPECT_EQ(epoch_seconds({0, -5000}, 0), "0.0");
  EXPECT_EQ(epoch_seconds({0, 0}, -kInfinity), "0.0");
  EXPECT_TRUE(epoch_seconds({0, 0}, kInfinity).starts_with("253402300799."));
}

TEST(Timestamp, DriftIsHowFarTheWallClockWentAhead) {
  EXPECT_EQ(drift({100, 1000}, {200, 1100}), 0);
  EXPECT_EQ(drift({100, 1000}, {200, 61100}), 60000);
  EXPECT_EQ(drift({100, 61000}, {200, 1100}), -60000);
}

TEST(Timestamp, Rfc3339HasMillisecondsInUtc) {
  EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(1763800000123.9), "2025-11-22T08:26:40.123Z");
}

TEST(Timestamp, Rfc3339KnowsLeapYears) {
  EXPECT_EQ(rfc3339(951782399999), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(rfc3339(951782400000), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(rfc3339(1709251199000), "2024-02-29T23:59:59.000Z");
  EXPECT_EQ(rfc3339(4107542400000), "2100-03-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(1735689599999), "2024-12-31T23:59:59.999Z");
}

TEST(Timestamp, Rfc3339GivesItsLimitsForAnythingBeyond) {
  EXPECT_EQ(rfc3339(-1), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(std::nan("")), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(kInfinity), "9999-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace headwater
