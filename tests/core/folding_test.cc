#include "src/record/folding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "src/record/limits.h"

namespace headwater {
namespace {

class Folding : public ::testing::Test {
 protected:
  Folding() { store.add(1, 0, 0, "task", "", "manual"); }

  SpanRecord& add(Handle handle, double start, double duration, std::string_view op, Handle parent = 0) {
    SpanRecord& span = *store.add(handle, parent, start, op, std::to_string(handle), "auto");
    span.end = start + duration;
    return span;
  }
  SpanRecord& own(double start, double duration, Handle parent = 0) {
    return add(next_own_++, start, duration, "task", parent);
  }
  SpanRecord& entry(double start, double duration, std::string_view op = "mark") {
    return add(next_entry_++, start, duration, op);
  }
  SpanRecord& resource(double start, double duration, std::string_view host, double bytes,
                       std::string_view op = "resource.img") {
    SpanRecord& span = entry(start, duration, op);
    store.set_data(span, "server.address", host);
    if (bytes >= 0) store.set_data(span, "http.response_transfer_size", bytes);
    return span;
  }

  static std::vector<const SpanValue*> listed(SpanStore::Values values) {
    std::vector<const SpanValue*> list;
    for (const SpanValue* value : values) list.push_back(value);
    return list;
  }

  // Those of entries too, which nothing outside asks for.
  SpanRecord* find(Handle handle) {
    for (SpanRecord& span : store.all()) {
      if (span.handle == handle) return &span;
    }
    return nullptr;
  }

  std::size_t count() const { return store.all().size() - 1; }
  // Spans, those that others stand for included.
  std::size_t told_of() const {
    std::size_t all = count_folded(store);
    for (const SpanRecord& span : store.all()) all += !span.folded;
    return all - 1;
  }
  // The only one that stands for several and has that operation.
  const SpanRecord& folded(std::string_view op) {
    const SpanRecord* found = nullptr;
    for (const SpanRecord& span : store.all()) {
      if (!span.folded || store.text(span.op) != op) continue;
      EXPECT_EQ(found, nullptr) << "two of " << op;
      found = &span;
    }
    EXPECT_NE(found, nullptr) << op;
    return found ? *found : store.root();
  }
  struct Fold {
    double count, bytes, min, max, total;
  };
  Fold fold(const SpanRecord& span) {
    const auto number = [&](std::string_view key) {
      const SpanValue* value = store.find_data(span, key);
      return value ? value->number : 0;
    };
    return {number("resource.count"), number("resource.bytes"), number("resource.duration.min"),
            number("resource.duration.max"), number("resource.duration.total")};
  }

  Drops drops;
  SpanStore store{drops};

 private:
  Handle next_own_ = 2;
  Handle next_entry_ = kFirstCoreHandle;
};

TEST_F(Folding, UpToTheThresholdEveryResourceStaysWhole) {
  for (std::size_t i = 0; i < limits::kResources; ++i) resource(1, 1, "a.example", 1);
  condense(store, limits::kSpans, Drop::kTooManySpans);
  EXPECT_EQ(count(), limits::kResources);
  EXPECT_EQ(count_folded(store), 0u);
}

TEST_F(Folding, BeyondItTheSlowestStayAndTheOthersAddUp) {
  // Durations 1 to 500 ms, alternately from two hosts.
  for (int i = 1; i <= 500; ++i) resource(1000 - i, i, i % 2 ? "a.example" : "b.example", 10);
  condense(store, limits::kSpans, Drop::kTooManySpans);
  EXPECT_EQ(count(), limits::kSlowResources + 2);
  EXPECT_EQ(told_of(), 500u);
  EXPECT_EQ(count_folded(store), 450u);
  for (const SpanRecord& span : store.all()) {
    if (!span.folded) {
      EXPECT_TRUE(&span == &store.root() || span.end - span.start > 450);
      continue;
    }
    const bool odd = store.text(span.description) == "a.example";
    const Fold one = fold(span);
    EXPECT_EQ(one.count, 225u);
    EXPECT_EQ(one.bytes, 2250);
    EXPECT_EQ(one.min, odd ? 1 : 2);
    EXPECT_EQ(one.max, odd ? 449 : 450);
    EXPECT_EQ(one.total, odd ? 225 * 225 : 225 * 226);
    EXPECT_EQ(span.start, odd ? 551 : 550);
    EXPECT_EQ(span.end, 1000);
    EXPECT_EQ(listed(store.data(span)).size(), 5u) << "nothing is left of what it said before";
  }
  EXPECT_TRUE(drops.empty());
}

TEST_F(Folding, BytesAreToldAlsoWhenThereWereNone) {
  for (std::size_t i = 0; i <= limits::kResources; ++i) resource(1, 1, "a.example", 0);
  condense(store, limits::kSpans, Drop::kTooManySpans);
  ASSERT_EQ(count_folded(store), limits::kResources + 1 - limits::kSlowResources);
  for (const SpanRecord& span : store.all()) {
    const SpanValue* bytes = store.find_data(span, "resource.bytes");
    ASSERT_EQ(bytes != nullptr, span.folded);
    if (bytes) {
      EXPECT_EQ(bytes->number, 0);
    }
  }
}

TEST_F(Folding, WhatFailedOrBlockedRenderingStaysWhole) {
  for (int i = 0; i < 500; ++i) {
    SpanRecord& span = resource(1, 1, "a.example", 1);
    span.blocking = i < 20;
    if (i >= 20 && i < 40) span.status = Status::kNotFound;
  }
  condense(store, limits::kSpans, Drop::kTooManySpans);
  EXPECT_EQ(count(), 40 + limits::kSlowResources + 1);
  EXPECT_EQ(fold(folded("resource.img")).count, 460 - limits::kSlowResources);
}

TEST_F(Folding, EachOperationAndHostIsFoldedByItself) {
  for (int i = 0; i < 150; ++i) {
    resource(1, 1, "a.example", 1, "resource.img");
    resource(1, 1, "a.example", 1, "resource.script");
    resource(1, 1, "b.example", 1, "resource.css");
  }
  condense(store, limits::kSpans, Drop::kTooManySpans);
  EXPECT_EQ(told_of(), 450u);
  EXPECT_EQ(count(), 3 + limits::kSlowResources);
  EXPECT_EQ(store.text(folded("resource.css").description), "b.example");
  EXPECT_EQ(store.text(folded("resource.script").description), "a.example");
}

TEST_F(Folding, OneAloneStaysWhole) {
  const Handle alone = resource(1, 0, "alone.example", 1).handle;
  for (int i = 0; i < 500; ++i) resource(1, 1, "a.example", 1);
  condense(store, limits::kSpans, Drop::kTooManySpans);
  ASSERT_NE(find(alone), nullptr);
  EXPECT_FALSE(find(alone)->folded);
  EXPECT_EQ(store.text(find(alone)->description), std::to_string(alone));
}

TEST_F(Folding, SizesThatTheBrowserHidesAreNotCounted) {
  for (int i = 0; i < 500; ++i) resource(1, 1, "a.example", i < 100 ? 7 : -1);
  condense(store, limits::kSpans, Drop::kTooManySpans);
  EXPECT_EQ(fold(folded("resource.img")).bytes, 700);
}

TEST_F(Folding, LaterOnesJoinWhatWasFoldedBefore) {
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 300; ++i) resource(round, 1 + round, "a.example", 2);
    condense(store, limits::kSpans, Drop::kTooManySpans);
    EXPECT_EQ(told_of(), 300u * static_cast<std::size_t>(round + 1));
  }
  EXPECT_EQ(count(), limits::kSlowResources + 1);
  const SpanRecord& one = folded("resource.img");
  EXPECT_EQ(fold(one).count, 1500 - limits::kSlowResources);
  EXPECT_EQ(fold(one).bytes, 2 * (1500 - limits::kSlowResources));
  EXPECT_EQ(one.start, 0);
  EXPECT_EQ(one.end, 9);
}

TEST_F(Folding, EntriesAreFoldedOnlyAsFarAsRoomIsNeeded) {
  for (int i = 0; i < 100; ++i) entry(i, 0, "mark");
  for (int i = 0; i < 100; ++i) entry(i, i, "measure");
  condense(store, 150, Drop::kTooManySpans);
  EXPECT_EQ(count(), 150u);
  EXPECT_EQ(told_of(), 200u);
  EXPECT_EQ(fold(folded("mark")).count, 51u);
  EXPECT_EQ(folded("mark").end, 50) << "the latest stay whole";
  EXPECT_TRUE(drops.empty());
}

TEST_F(Folding, WhatTheCoreFoldsIsNeverThePages) {
  for (int i = 0; i < 20; ++i) entry(i, 5000);
  for (int i = 0; i < 100; ++i) own(i, 1);
  condense(store, 101, Drop::kTooManySpans);
  EXPECT_EQ(fold(folded("mark")).count, 20u);
  EXPECT_EQ(told_of(), 120u);
}

TEST_F(Folding, ThePagesOwnAreKeptByImportance) {
  own(0, 1).status = Status::kInternalError;
  const Handle failed = store.all().back().handle;
  own(0, 1).request = true;
  const Handle request = store.all().back().handle;
  for (int i = 0; i < 100; ++i) own(i, i % 10);
  const Handle open = own(0, 0).handle;
  find(open)->end = NAN;
  condense(store, 13, Drop::kTooManySpans);
  EXPECT_EQ(count(), 13u);
  for (Handle kept : {failed, request, open}) EXPECT_NE(find(kept), nullptr) << kept;
  std::size_t longest = 0;
  for (const SpanRecord& span : store.all()) longest += span.end - span.start == 9;
  EXPECT_EQ(longest, 10u);
  EXPECT_EQ(drops[Drop::kTooManySpans], 90u);
  EXPECT_EQ(store.dropped(), 90u);
}

TEST_F(Folding, OfEqualsTheLatestStay) {
  for (int i = 0; i < 100; ++i) own(i, 1);
  condense(store, 10, Drop::kTooManySpans);
  for (const SpanRecord& span : store.all()) {
    EXPECT_TRUE(&span == &store.root() || span.start >= 90) << span.start;
  }
}

TEST_F(Folding, RequestsAndFoldsGoWhenNothingElseIsLeft) {
  for (int i = 0; i < 30; ++i) own(0, 1).request = true;
  for (int i = 0; i < 30; ++i) own(0, 100);
  for (int i = 0; i < 30; ++i) entry(0, 100);
  condense(store, 31, Drop::kPayloadFull);
  EXPECT_EQ(fold(folded("mark")).count, 30u);
  EXPECT_EQ(drops[Drop::kPayloadFull], 30u);
  condense(store, 10, Drop::kPayloadFull);
  EXPECT_EQ(drops[Drop::kPayloadFull], 80u);
  for (const SpanRecord& span : store.all()) EXPECT_TRUE(span.request || &span == &store.root());
}

TEST_F(Folding, OpenSpansAreNeverTakenOut) {
  for (int i = 0; i < 50; ++i) own(0, 0).end = NAN;
  for (int i = 0; i < 50; ++i) own(0, 1);
  condense(store, 10, Drop::kTooManySpans);
  EXPECT_EQ(count(), 50u);
  for (const SpanRecord& span : store.all()) EXPECT_TRUE(span.open());
}

TEST_F(Folding, WhatHungBelowADroppedSpanHangsBelowItsParent) {
  const Handle top = own(0, 100).handle;
  const Handle middle = own(0, 1, top).handle;
  const Handle lower = own(0, 1, middle).handle;
  const Handle bottom = own(0, 100, lower).handle;
  condense(store, 2, Drop::kTooManySpans);
  EXPECT_EQ(find(middle), nullptr);
  ASSERT_NE(find(bottom), nullptr);
  EXPECT_EQ(find(bottom)->parent, top);
}

TEST_F(Folding, TheOrderIsThatOfCreation) {
  for (int i = 0; i < 300; ++i) own(1000 - i, (i * 37) % 101);
  condense(store, 100, Drop::kTooManySpans);
  Handle before = 1;
  for (const SpanRecord& span : store.all()) {
    if (&span == &store.root()) continue;
    EXPECT_GT(span.handle, before);
    before = span.handle;
  }
}

TEST_F(Folding, ShortSpansAreLeftOut) {
  const Handle below = own(0, 4.9).handle;
  const Handle at = own(0, 5, below).handle;
  const Handle failed = own(0, 1).handle;
  find(failed)->status = Status::kInternalError;
  const Handle request = own(0, 1).handle;
  find(request)->request = true;
  const Handle mark = entry(0, 0).handle;
  const Handle measure = entry(0, 1, "measure").handle;
  const Handle cached = resource(0, 0, "a.example", 0).handle;
  leave_out_short(store, 5);
  for (Handle gone : {below, measure, cached}) EXPECT_EQ(find(gone), nullptr) << gone;
  for (Handle kept : {at, failed, request, mark}) EXPECT_NE(find(kept), nullptr) << kept;
  EXPECT_EQ(find(at)->parent, 0u);
  EXPECT_EQ(store.dropped(), 0u) << "as asked for";
}

TEST_F(Folding, CompactedTextsReadTheSame) {
  for (int i = 0; i < 100; ++i) {
    SpanRecord& span = own(i, i);
    store.set_data(span, "key", "value " + std::to_string(i));
    store.set_tag(span, "tag", std::string(500, 't'));
  }
  const std::size_t before = store.text_bytes();
  condense(store, 50, Drop::kTooManySpans);
  const TextArena old = store.compact();
  EXPECT_EQ(old.bytes(), before);
  EXPECT_LT(store.text_bytes(), before * 6 / 10);
  for (const SpanRecord& span : store.all()) {
    if (&span == &store.root()) continue;
    EXPECT_EQ(store.text(span.op), "task");
    EXPECT_EQ(store.text(span.description), std::to_string(span.handle));
    const auto data = listed(store.data(span)), tags = listed(store.tags(span));
    ASSERT_EQ(data.size(), 1u);
    EXPECT_EQ(store.text(data[0]->text), "value " + std::to_string(static_cast<int>(span.start)));
    ASSERT_EQ(tags.size(), 1u);
    EXPECT_EQ(store.text(tags[0]->key), "tag");
  }
}

}  // namespace
}  // namespace headwater
