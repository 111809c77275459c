#include "demo/collector/base/wire_time.h"

#include <gtest/gtest.h>

namespace headwater::collector {
namespace {

TEST(WireTime, ReadsNumbers) {
  EXPECT_EQ(read_wire_time(Json(1700000000.123456)), 1700000000.123456);
  EXPECT_EQ(read_wire_time(Json(1700000000)), 1700000000.0);
  EXPECT_EQ(read_wire_time(Json("1700000000.5")), 1700000000.5);
  EXPECT_EQ(read_wire_time(Json(0)), 0.0);
}

TEST(WireTime, ReadsRfc3339) {
  EXPECT_EQ(read_wire_time(Json("1970-01-01T00:00:00Z")), 0.0);
  EXPECT_EQ(read_wire_time(Json("2000-02-29T12:00:01Z")), 951825601.0);
  EXPECT_EQ(read_wire_time(Json("2023-11-14T22:13:20Z")), 1700000000.0);
  EXPECT_EQ(read_wire_time(Json("2023-11-14 22:13:20")), 1700000000.0);
  EXPECT_EQ(read_wire_time(Json("2023-11-15T00:13:20+02:00")), 1700000000.0);
  EXPECT_EQ(read_wire_time(Json("2023-11-14T16:43:20-0530")), 1700000000.0);
  const auto micros = read_wire_time(Json("2023-11-14T22:13:20.123456Z"));
  ASSERT_TRUE(micros);
  EXPECT_NEAR(*micros, 1700000000.123456, 1e-6);
}

TEST(WireTime, RefusesAnythingElse) {
  for (const char* text :
       {"", "now", "2023-11-14", "2023-02-30T00:00:00Z", "2023-13-01T00:00:00Z", "2023-11-14T24:00:00Z",
        "2023-11-14T22:60:00Z", "2023-11-14T22:13:20+", "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20.Z",
        "nan", "inf", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z"}) {
    EXPECT_FALSE(read_wire_time(Json(text))) << text;
  }
  EXPECT_FALSE(read_wire_time(Json()));
  EXPECT_FALSE(read_wire_time(Json(true)));
  EXPECT_FALSE(read_wire_time(Json(-1)));
  EXPECT_FALSE(read_wire_time(Json(1700000000123.0))) << "milliseconds";
}

}  // namespace
}  // namespace headwater::collector
