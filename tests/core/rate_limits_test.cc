#include "src/outbox/rate_limits.h"

#include <gtest/gtest.h>

#include <limits>
#include <ostream>

namespace headwater {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Traces and reports are held back until these times, in s after an answer at 1 s.
struct Case {
  int status;
  const char* header;
  double retry_after;
  double traces, reports;
};

// GoogleTest would print its bytes, padding and all.
void PrintTo(const Case& one, std::ostream* out) { *out << one.status << ' ' << one.header; }

class RateLimitsTest : public ::testing::TestWithParam<Case> {};

TEST_P(RateLimitsTest, HoldsBackWhatTheAnswerSays) {
  const Case& one = GetParam();
  RateLimits limits;
  limits.learn(1000, one.status, one.header, one.retry_after);
  EXPECT_EQ(limits.traces(), one.traces < 0 ? 0 : 1000 + one.traces * 1000) << one.header;
  EXPECT_EQ(limits.reports(), one.reports < 0 ? 0 : 1000 + one.reports * 1000) << one.header;
}

INSTANTIATE_TEST_SUITE_P(
    Answers, RateLimitsTest,
    ::testing::Values(
        Case{200, "", kNone, -1, -1},
        // On any answer, and for as long as it says.
        Case{200, "60:transaction:organization:quota", kNone, 60, -1},
        Case{429, "60:transaction:key", kNone, 60, -1}, Case{429, "60:error;span:project", kNone, 60, -1},
        Case{429, "60:error;attachment:project", kNone, -1, -1}, Case{429, "60::organization", kNone, 60, 60},
        Case{429, "60:", kNone, 60, 60}, Case{429, "60", kNone, 60, 60},
        Case{429, "60:internal;transaction:x", kNone, 60, 60},
        Case{429, "10:transaction:x, 300:span:x:y:z,20:internal:x", kNone, 300, 20},
        Case{429, " 2700:default;transaction;security:organization", 5, 2700, -1},
        // The header comes first, then Retry-After, then a minute.
        Case{429, "", 7, 7, 7}, Case{503, "", 7, 7, 7}, Case{429, "", kNone, 60, 60},
        Case{503, "", kNone, -1, -1}, Case{429, "nonsense", kNone, 60, 60}, Case{429, ":::,,;", 9, 9, 9},
        Case{429, "", -1, 60, 60}, Case{429, "-5:transaction:x", kNone, 60, 60},
        Case{429, "1.5:transaction:x", kNone, 1, -1}, Case{429, "0:transaction:x", kNone, 0, -1},
        // At most a year.
        Case{429, "99999999999999999999999:transaction:x", kNone, 31536000, -1},
        Case{429, "", std::numeric_limits<double>::infinity(), 31536000, 31536000}));

TEST(RateLimits, TheLongestCounts) {
  RateLimits limits;
  limits.learn(0, 429, "100:transaction:x", kNone);
  limits.learn(1000, 429, "10:transaction:x", kNone);
  EXPECT_EQ(limits.traces(), 100000);
}

}  // namespace
}  // namespace headwater
