#include "src/record/span_store.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace headwater {
namespace {

class SpanStoreTest : public ::testing::Test {
 protected:
  SpanStoreTest() { store.add(1, 0, 0, "task", "", "manual"); }

  std::string tags_of(const SpanRecord& span) const { return joined(store.tags(span)); }
  std::string data_of(const SpanRecord& span) const { return joined(store.data(span)); }
  static std::size_t count(SpanStore::Values values) {
    std::size_t found = 0;
    for ([[maybe_unused]] const SpanValue* value : values) ++found;
    return found;
  }

  Drops drops;
  SpanStore store{drops};

 private:
  std::string joined(SpanStore::Values values) const {
    std::string text;
    for (const SpanValue* value : values) {
      text += std::string(store.text(value->key)) + "=";
      text += value->kind == SpanValue::Kind::kNumber ? std::to_string(value->number)
                                                      : std::string(store.text_of(*value));
      text += ';';
    }
    return text;
  }
};

TEST_F(SpanStoreTest, ARecordIsSmall) { EXPECT_LE(sizeof(SpanRecord), 48u); }

TEST_F(SpanStoreTest, ASpanIsOpenUntilItHasAnEnd) {
  SpanRecord& span = *store.add(2, 1, 5, "op", "text", "manual");
  EXPECT_TRUE(span.open());
  span.end = 5;
  EXPECT_FALSE(span.open());
}

TEST_F(SpanStoreTest, FindsByHandle) {
  store.add(7, 0, 1, "a", "seven", "manual");
  store.add(8, 7, 2, "b", "eight", "manual");
  ASSERT_NE(store.find(7), nullptr);
  EXPECT_EQ(store.text(store.find(7)->description), "seven");
  EXPECT_EQ(store.find(8)->parent, 7u);
  EXPECT_EQ(store.find(9), nullptr);
}

// As a page's commands in reverse order of time give them, and as multiples of anything.
TEST_F(SpanStoreTest, FindsEachOfManyWhateverTheirHandles) {
  constexpr Handle kCount = limits::kWorkingSpans;
  Handle (*const handles[])(Handle) = {[](Handle i) { return kCount - i + 1; },
                                       [](Handle i) { return i * 4096 + 2; },
                                       [](Handle i) { return 0x7fffffff - i * 65536; }};
  for (const auto handle_of : handles) {
    SpanStore many(drops);
    many.add(1, 0, 0, "task", "", "");
    for (Handle i = 0; i < kCount; ++i) {
      ASSERT_NE(many.add(handle_of(i), 0, i, "task", "", ""), nullptr);
      ASSERT_EQ(many.find(handle_of(i))->start, i);
    }
    for (Handle i = 0; i < kCount; i += 2) many.find(handle_of(i))->gone = true;
    many.remove_gone();
    for (Handle i = 0; i < kCount; ++i) ASSERT_EQ(many.find(handle_of(i)) != nullptr, i % 2 == 1);
  }
}

TEST_F(SpanStoreTest, FindsByHandleInWhateverOrderTheyCame) {
  for (Handle handle : {40u, 20u, kFirstCoreHandle, 30u, 10u, kFirstCoreHandle + 1, 50u}) {
    store.add(handle, 0, 0, "task", "", "");
  }
  for (Handle handle : {10u, 20u, 30u, 40u, 50u}) EXPECT_EQ(store.find(handle)->handle, handle);
  store.find(30)->gone = store.find(50)->gone = true;
  store.remove_gone();
  for (Handle handle : {10u, 20u, 40u}) EXPECT_EQ(store.find(handle)->handle, handle);
  for (Handle handle : {30u, 50u, 15u}) EXPECT_EQ(store.find(handle), nullptr);
}

TEST_F(SpanStoreTest, WhatHangsBelowSeveralThatAreGoneHangsBelowWhatIsLeft) {
  for (Handle handle : {10u, 11u, 12u, 13u}) {
    SpanRecord* span = store.add(handle, handle == 10 ? 0 : handle - 1, 0, "task", "", "");
    span->gone = handle == 11 || handle == 12;
  }
  store.remove_gone();
  EXPECT_EQ(store.find(13)->parent, 10u);
  store.find(10)->gone = true;
  store.remove_gone();
  EXPECT_EQ(store.find(13)->parent, 0u);
}

TEST_F(SpanStoreTest, IsFullWithAThousandSpansBesideTheRootAndHasRoomForSomeMore) {
  for (Handle handle = 2; handle < 2 + limits::kWorkingSpans; ++handle) {
    EXPECT_EQ(store.full(), handle >= 1002);
    EXPECT_FALSE(store.crowded());
    ASSERT_NE(store.add(handle, 0, 0, "op", "", "manual"), nullptr) << handle;
  }
  EXPECT_TRUE(store.crowded());
  EXPECT_EQ(store.add(5000, 0, 0, "op", "", "manual"), nullptr);
  EXPECT_EQ(store.dropped(), 1u);
  EXPECT_EQ(drops[Drop::kTooManySpans], 1u);
}

TEST_F(SpanStoreTest, CutsLongTexts) {
  const SpanRecord& span = *store.add(2, 0, 0, std::string(129, 'o'), std::string(1025, 'd'), "manual");
  EXPECT_EQ(store.text(span.op).size(), limits::kOperation);
  EXPECT_EQ(store.text(span.description).size(), limits::kDescription);
  EXPECT_EQ(drops[Drop::kTextCut], 2u);
}

TEST_F(SpanStoreTest, ATagReplacesTheOneBefore) {
  store.set_tag(store.root(), "a", "1");
  store.set_tag(store.root(), "b", "2");
  store.set_tag(store.root(), "a", "3");
  EXPECT_EQ(tags_of(store.root()), "a=3;b=2;");
}

TEST_F(SpanStoreTest, TagsAndDataOfOneKeyAreApart) {
  store.set_tag(store.root(), "a", "tag");
  store.set_data(store.root(), "a", "data");
  EXPECT_EQ(tags_of(store.root()), "a=tag;");
  EXPECT_EQ(data_of(store.root()), "a=data;");
}

TEST_F(SpanStoreTest, TagsAreCleaned) {
  store.set_tag(store.root(), "cart items/\xc3\xa9", "two\nlines\r");
  EXPECT_EQ(tags_of(store.root()), "cart-items---=two lines ;");
}

TEST_F(SpanStoreTest, TagKeysStayWithinTheirLimitWhateverTheirBytes) {
  std::string key;
  for (int i = 0; i < 150; ++i) key += "\xc3\xa9";
  store.set_tag(store.root(), key, "v");
  EXPECT_EQ(tags_of(store.root()), std::string(limits::kKey, '-') + "=v;");
  EXPECT_EQ(drops[Drop::kTextCut], 1u);
}

TEST_F(SpanStoreTest, TagValuesAreCutByCodePoints) {
  std::string value;
  for (int i = 0; i < 201; ++i) value += "\xe2\x82\xac";
  store.set_tag(store.root(), "k", value);
  EXPECT_EQ(tags_of(store.root()).size(), 2 + 600 + 1u);
}

TEST_F(SpanStoreTest, UnusableTagsAreCounted) {
  store.set_tag(store.root(), "", "v");
  store.set_tag(store.root(), "k", "");
  EXPECT_EQ(tags_of(store.root()), "");
  EXPECT_EQ(drops[Drop::kInvalidName], 1u);
  EXPECT_EQ(drops[Drop::kInvalidValue], 1u);
}

TEST_F(SpanStoreTest, TagsAndDataHaveTheirCaps) {
  for (int i = 0; i < 70; ++i) {
    store.set_tag(store.root(), "t" + std::to_string(i), "v");
    store.set_data(store.root(), "d" + std::to_string(i), i);
  }
  EXPECT_EQ(count(store.tags(store.root())), limits::kTags);
  EXPECT_EQ(count(store.data(store.root())), limits::kData);
  EXPECT_EQ(drops[Drop::kTooManyValues], 70 - limits::kTags + 70 - limits::kData);
  store.set_tag(store.root(), "t0", "new");
  EXPECT_EQ(tags_of(store.root()).rfind("t0=new;", 0), 0u) << "a known key is set beyond the cap too";
}

TEST_F(SpanStoreTest, DataOfAnySortReplacesTheOtherSorts) {
  store.set_data(store.root(), "k", "text");
  store.set_data(store.root(), "k", 1.5);
  EXPECT_EQ(data_of(store.root()), "k=1.500000;");
  store.set_data_json(store.root(), "k", "[1]");
  EXPECT_EQ(data_of(store.root()), "k=[1];");
  store.set_data(store.root(), "k", "text");
  EXPECT_EQ(data_of(store.root()), "k=text;");
}

TEST_F(SpanStoreTest, NumbersThatAreNoneAreCounted) {
  store.set_data(store.root(), "k", 1);
  store.set_data(store.root(), "k", std::nan(""));
  store.set_data(store.root(), "k", std::numeric_limits<double>::infinity());
  EXPECT_EQ(data_of(store.root()), "k=1.000000;");
  EXPECT_EQ(drops[Drop::kInvalidValue], 2u);
}

TEST_F(SpanStoreTest, JsonThatIsNoneOrTooLongIsCounted) {
  store.set_data_json(store.root(), "k", "?");
  store.set_data_json(store.root(), "k", '"' + std::string(limits::kDataJson, 'x') + '"');
  EXPECT_EQ(drops[Drop::kInvalidJson], 2u);
  store.set_data_json(store.root(), "k", '"' + std::string(limits::kDataJson - 2, 'x') + '"');
  EXPECT_EQ(count(store.data(store.root())), 1u);
}

TEST_F(SpanStoreTest, RemovedDataIsGoneAndItsPlaceUsedAgain) {
  for (const char* key : {"a", "b", "c"}) store.set_data(store.root(), key, 1);
  store.set_tag(store.root(), "b", "tag");
  store.remove_data(store.root(), "b");
  store.remove_data(store.root(), "unknown");
  EXPECT_EQ(data_of(store.root()), "a=1.000000;c=1.000000;");
  EXPECT_EQ(tags_of(store.root()), "b=tag;");
  store.set_data(store.root(), "d", 2);
  EXPECT_EQ(data_of(store.root()), "a=1.000000;c=1.000000;d=2.000000;");
  for (int i = 0; i < 1000; ++i) {
    store.set_data(store.root(), "again", 1);
    store.remove_data(store.root(), "again");
  }
  EXPECT_EQ(drops[Drop::kTooManyValues], 0u);
}

TEST_F(SpanStoreTest, ALongKeyIsRemovedAsItWasSet) {
  const std::string key(300, 'k');
  store.set_data_json(store.root(), key, "1");
  store.remove_data(store.root(), key);
  EXPECT_EQ(data_of(store.root()), "");
}

TEST_F(SpanStoreTest, WhenTheTextIsFullWhatWasThereStays) {
  store.set_tag(store.root(), "k", "old");
  store.set_data(store.root(), "d", "old");
  const std::string big = '"' + std::string(8000, 'x') + '"';
  for (int i = 0; drops[Drop::kTooMuchText] == 0; ++i)
    store.set_data_json(store.root(), "big" + std::to_string(i % 60), big);
  while (drops[Drop::kTooMuchText] < 2) store.set_data(store.root(), "filler", std::string(100, 'x'));
  store.set_tag(store.root(), "k", std::string(100, 'n'));
  store.set_data(store.root(), "d", std::string(100, 'n'));
  EXPECT_EQ(tags_of(store.root()), "k=old;");
  EXPECT_EQ(data_of(store.root()).rfind("d=old;", 0), 0u);
  EXPECT_EQ(drops[Drop::kTooMuchText], 4u);
}

// Neither operations nor keys are a way round the limit.
TEST_F(SpanStoreTest, AllTextIsBounded) {
  for (Handle handle = 2;
       SpanRecord* span =
           store.add(handle, 0, 0, "op." + std::to_string(handle) + std::string(100, 'o'), "", "manual");
       ++handle) {
    for (int i = 0; i < 60; ++i)
      store.set_data(*span, std::to_string(handle) + "." + std::to_string(i) + std::string(150, 'k'), i);
  }
  std::size_t bytes = 0;
  for (const SpanRecord& span : store.all()) {
    bytes += store.text(span.op).size();
    for (const SpanValue* value : store.data(span)) bytes += store.text(value->key).size();
  }
  EXPECT_LE(bytes, limits::kTransactionText);
  EXPECT_GT(drops[Drop::kTooMuchText], 0u);
}

TEST_F(SpanStoreTest, LinksAreBounded) {
  const std::size_t most = limits::kData;
  for (std::size_t i = 0; i < most + 3; ++i) {
    store.add_link(store.root(), "771a43a4192642f0b136d5159a501701-b7ad6b7169203331-1", "previous_trace");
  }
  EXPECT_EQ(count(store.links(store.root())), most);
  EXPECT_EQ(drops[Drop::kTooManyValues], 3u);
}

}  // namespace
}  // namespace headwater
