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

String with_decimals(std::uint64_t value, std::size_t decimals, std::size_t least = 0) {
  String text = "> ";
  append_decimal(text, value, decimals, least);
  return text;
}

TEST(Decimal, DecimalsEndWhereZerosBegin) {
  EXPECT_EQ(with_decimals(1250, 3), "> 1.25");
  EXPECT_EQ(with_decimals(2000, 3), "> 2");
  EXPECT_EQ(with_decimals(2000, 3, 1), "> 2.0");
  EXPECT_EQ(with_decimals(0, 3), "> 0");
  EXPECT_EQ(with_decimals(0, 6, 1), "> 0.0");
  EXPECT_EQ(with_decimals(5, 3), "> 0.005");
  EXPECT_EQ(with_decimals(50, 3, 3), "> 0.050");
  EXPECT_EQ(with_decimals(4294967296, 9), "> 4.294967296");
  EXPECT_EQ(with_decimals(1, 21), "> 0.000000000000000000001");
  EXPECT_EQ(with_decimals(std::numeric_limits<std::uint64_t>::max(), 6), "> 18446744073709.551615");
}

}  // namespace
}  // namespace headwater
