#include "src/text/ids.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace headwater {
namespace {

String hex(std::uint64_t value) {
  String digits;
  append_hex16(digits, value);
  return digits;
}

TEST(Ids, SpanIdsOfDifferentHandlesDiffer) {
  std::set<std::string> ids;
  for (Handle handle = 1; handle <= 20000; ++handle) {
    ids.emplace(span_id(0x01234567, 0x89abcdef, handle));
    ids.emplace(span_id(0x01234567, 0x89abcdef, kFirstCoreHandle + handle));
  }
  EXPECT_EQ(ids.size(), 40000u);
}

TEST(Ids, SpanIdsAreValidIds) {
  for (Handle handle : {Handle{0}, Handle{1}, kFirstCoreHandle, Handle{0xffffffff}}) {
    EXPECT_TRUE(is_hex_id(span_id(1, 2, handle), 16)) << handle;
  }
}

// The high half is zero for the one handle that equals the seed, the low half then for this seed alone.
TEST(Ids, TheSpanIdThatWouldBeZeroIsNot) {
  EXPECT_EQ(span_id(77, 0, 77), "0000000000000001");
  EXPECT_EQ(span_id(0, 0, 0), "0000000000000001");
}

TEST(Ids, SpanIdsDependOnBothHalvesOfTheSeed) {
  EXPECT_NE(span_id(1, 2, 5), span_id(1, 3, 5));
  EXPECT_NE(span_id(1, 2, 5), span_id(2, 2, 5));
}

TEST(Ids, SpanIdsAreThoseOfTheShim) {
  std::ifstream file(HEADWATER_SOURCE_DIR "/tests/golden/span-ids.json");
  ASSERT_TRUE(file) << "tests/golden/span-ids.json cannot be read";
  const auto vectors = nlohmann::json::parse(file, nullptr, false);
  ASSERT_TRUE(vectors.is_array());
  ASSERT_GE(vectors.size(), 5u);
  for (const auto& one : vectors) {
    EXPECT_EQ(span_id(one["seedHigh"].get<std::uint32_t>(), one["seedLow"].get<std::uint32_t>(),
                      one["handle"].get<Handle>()),
              one["id"].get<std::string>());
  }
}

TEST(Ids, HexIsLowercaseAndPadded) {
  EXPECT_EQ(hex(0), "0000000000000000");
  EXPECT_EQ(hex(0xABCDEF), "0000000000abcdef");
  EXPECT_EQ(hex(~std::uint64_t{0}), "ffffffffffffffff");
}

TEST(Ids, OnlyLowercaseHexOfTheRightLengthIsAnId) {
  EXPECT_TRUE(is_hex_id("771a43a4192642f0b136d5159a501700", 32));
  EXPECT_FALSE(is_hex_id("771A43a4192642f0b136d5159a501700", 32));
  EXPECT_FALSE(is_hex_id("771a43a4192642f0b136d5159a50170", 32));
  EXPECT_FALSE(is_hex_id("771a43a4192642f0b136d5159a5017000", 32));
  EXPECT_FALSE(is_hex_id("g71a43a4192642f0", 16));
  EXPECT_FALSE(is_hex_id("", 16));
}

TEST(Ids, ZeroIsNoId) {
  EXPECT_FALSE(is_hex_id("0000000000000000", 16));
  EXPECT_TRUE(is_hex_id("0000000000000001", 16));
}

}  // namespace
}  // namespace headwater
