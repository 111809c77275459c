#include "src/base/relocatable.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "src/base/string.h"

namespace headwater {
namespace {

struct PointsIntoItself {
  std::string text;
};

struct Says {
  static constexpr bool kRelocatable = true;

  String text;
  std::unique_ptr<int> number;
};

TEST(Relocatable, OnlyWhatHasNoPointerToItself) {
  EXPECT_FALSE(is_relocatable<PointsIntoItself>);
  EXPECT_TRUE(is_relocatable<Says>);
  EXPECT_TRUE(is_relocatable<int>);
  EXPECT_TRUE(is_relocatable<std::unique_ptr<int>>);
  EXPECT_TRUE(is_relocatable<Vector<int>>);
}

TEST(Relocatable, SwappingExchangesAll) {
  Says one{"first", std::make_unique<int>(1)}, other{"the second", nullptr};
  swap_relocatable(one, other);
  EXPECT_EQ(one.text, "the second");
  EXPECT_EQ(one.number, nullptr);
  EXPECT_EQ(other.text, "first");
  EXPECT_EQ(*other.number, 1);
}

}  // namespace
}  // namespace headwater
