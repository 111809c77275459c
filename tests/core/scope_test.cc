#include "src/record/scope.h"

#include <gtest/gtest.h>

#include "src/record/limits.h"

namespace headwater {
namespace {

using Section = Scope::Section;

TEST(Scope, KeepsTheLatestTagOfAKey) {
  Scope scope;
  Drops drops;
  scope.set_tag("a", "1", drops);
  scope.set_tag("b", "2", drops);
  scope.set_tag("a", "3", drops);
  ASSERT_EQ(scope.tags().size(), 2u);
  EXPECT_EQ(scope.tags()[0].value, "3");
  scope.remove_tag("a");
  scope.remove_tag("unknown");
  ASSERT_EQ(scope.tags().size(), 1u);
  EXPECT_EQ(scope.tags()[0].key, "b");
}

TEST(Scope, ATagIsRemovedByTheKeyItWasSetWith) {
  Scope scope;
  Drops drops;
  const std::string long_key(300, 'k');
  scope.set_tag("cart items", "3", drops);
  scope.set_tag(long_key, "3", drops);
  EXPECT_EQ(scope.tags()[0].key, "cart-items");
  scope.remove_tag("cart items");
  scope.remove_tag(long_key);
  EXPECT_TRUE(scope.tags().empty());
}

TEST(Scope, TagsAreCapped) {
  Scope scope;
  Drops drops;
  for (std::size_t i = 0; i < limits::kTags + 3; ++i) scope.set_tag("t" + std::to_string(i), "v", drops);
  EXPECT_EQ(scope.tags().size(), limits::kTags);
  EXPECT_EQ(drops[Drop::kTooManyValues], 3u);
}

TEST(Scope, TheUserIsOneObject) {
  Scope scope;
  Drops drops;
  scope.set_value(Section::kUser, "", R"({"id":"1"})", drops);
  scope.set_value(Section::kUser, "", R"({"id":"2"})", drops);
  scope.set_value(Section::kUser, "other", R"({"id":"3"})", drops);
  scope.set_value(Section::kUser, "", "[1]", drops);
  scope.set_value(Section::kUser, "", "null", drops);
  ASSERT_EQ(scope.values(Section::kUser).size(), 1u);
  EXPECT_EQ(scope.values(Section::kUser)[0].value, R"({"id":"2"})");
  EXPECT_EQ(drops[Drop::kInvalidName], 1u);
  EXPECT_EQ(drops[Drop::kInvalidJson], 2u);
  scope.remove_value(Section::kUser, "");
  EXPECT_TRUE(scope.values(Section::kUser).empty());
}

TEST(Scope, AnExtraIsAnyJsonWithAKey) {
  Scope scope;
  Drops drops;
  scope.set_value(Section::kExtra, "n", "12", drops);
  scope.set_value(Section::kExtra, "", "12", drops);
  scope.set_value(Section::kExtra, "broken", "?", drops);
  scope.set_value(Section::kExtra, "long", '"' + std::string(limits::kDataJson, 'x') + '"', drops);
  ASSERT_EQ(scope.values(Section::kExtra).size(), 1u);
  EXPECT_EQ(drops[Drop::kInvalidName], 1u);
  EXPECT_EQ(drops[Drop::kInvalidJson], 2u);
}

TEST(Scope, AContextIsAnObject) {
  Scope scope;
  Drops drops;
  scope.set_value(Section::kContext, "app", R"( {"v":1})", drops);
  scope.set_value(Section::kContext, "bad", "1", drops);
  ASSERT_EQ(scope.values(Section::kContext).size(), 1u);
  EXPECT_EQ(scope.values(Section::kContext)[0].key, "app");
}

TEST(Scope, ExtrasAndContextsAreCappedTogether) {
  Scope scope;
  Drops drops;
  for (int i = 0; i < 30; ++i) {
    scope.set_value(Section::kExtra, "e" + std::to_string(i), "1", drops);
    scope.set_value(Section::kContext, "c" + std::to_string(i), "{}", drops);
  }
  EXPECT_EQ(scope.values(Section::kExtra).size() + scope.values(Section::kContext).size(),
            limits::kScopeValues);
  EXPECT_EQ(drops[Drop::kTooManyValues], 10u);
  scope.set_value(Section::kExtra, "e0", "2", drops);
  EXPECT_EQ(scope.values(Section::kExtra)[0].value, "2") << "a known key is set beyond the cap too";
  scope.set_value(Section::kUser, "", "{}", drops);
  EXPECT_EQ(scope.values(Section::kUser).size(), 1u);
}

TEST(Scope, LongKeysAreCutAndRemovedAlike) {
  Scope scope;
  Drops drops;
  const std::string key(300, 'k');
  scope.set_value(Section::kExtra, key, "1", drops);
  EXPECT_EQ(scope.values(Section::kExtra)[0].key.size(), limits::kKey);
  EXPECT_EQ(drops[Drop::kTextCut], 1u);
  scope.remove_value(Section::kExtra, key);
  EXPECT_TRUE(scope.values(Section::kExtra).empty());
}

}  // namespace
}  // namespace headwater
