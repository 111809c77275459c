#include "src/text/decimal.h"

#include <gtest/gtest.h>

#include <limits>

namespace headwater {
namespace {

TEST(Decimal, HasNoLeadingZeros) {
  EXPECT_EQ(decimal(0), "0");
  EXPECT_EQ(decimal(7), "7");
  EXPECT_EQ(decimal(200), "200");
  EXPECT_EQ(decimal(1763800000), "1763800000");
  EXPECT_EQ(decimal(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

}  // namespace
}  // namespace headwater
