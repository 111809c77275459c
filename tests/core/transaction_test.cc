#include "src/record/transaction.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/record/limits.h"

namespace headwater {
namespace {

class TransactionTest : public ::testing::Test {
 protected:
  SpanRecord* child(Handle handle, double start, Handle parent = 0) {
    return transaction.start_span(handle, parent, start, start, "task", "", "manual");
  }
  SpanRecord& span(Handle handle) { return *transaction.spans.find(handle); }

  Drops drops;
  Transaction transaction{TransactionContext{}, 1, 100, 100, drops};
  Options options;
};

TEST_F(TransactionTest, ABlankNameIsUnlabeled) {
  TransactionContext context;
  for (const char* name : {"", " ", " \t\r\n"}) {
    context.set_name(name, "url", drops);
    EXPECT_EQ(context.name, "<unlabeled transaction>");
  }
  EXPECT_TRUE(drops.empty());
}

TEST_F(TransactionTest, ALongNameIsCut) {
  TransactionContext context;
  context.set_name(std::string(201, 'n'), "url", drops);
  EXPECT_EQ(context.name, std::string(200, 'n'));
  EXPECT_EQ(drops[Drop::kTextCut], 1u);
}

TEST_F(TransactionTest, OnlySourcesThatReceiversKnowAreKept) {
  TransactionContext context;
  for (const char* source : {"url", "route", "custom", "view", "component", "task"}) {
    context.set_name("n", source, drops);
    EXPECT_EQ(context.source, source);
  }
  for (const char* source : {"", "sanitized", "unknown", "URL", "x"}) {
    context.set_name("n", source, drops);
    EXPECT_EQ(context.source, "custom");
  }
}

TEST_F(TransactionTest, OnlyPageloadAndNavigationEndByThemselves) {
  transaction.context.kind = TransactionKind::kManual;
  EXPECT_FALSE(transaction.ends_by_itself());
  transaction.context.kind = TransactionKind::kFollowUp;
  EXPECT_FALSE(transaction.ends_by_itself());
  transaction.context.kind = TransactionKind::kPageload;
  EXPECT_TRUE(transaction.ends_by_itself());
  transaction.context.kind = TransactionKind::kNavigation;
  EXPECT_TRUE(transaction.ends_by_itself());
}

TEST_F(TransactionTest, AnUnknownParentIsTheRoot) {
  child(2, 110);
  EXPECT_EQ(child(3, 120, 2)->parent, 2u);
  EXPECT_EQ(child(4, 120, 99)->parent, 0u);
  EXPECT_EQ(child(5, 120, 1)->parent, 0u);
  EXPECT_EQ(child(6, 120, 6)->parent, 0u) << "not its own parent";
}

TEST_F(TransactionTest, ASpanMayTakeNoTime) {
  SpanRecord& span = *child(2, 150);
  transaction.finish_span(span, 150, 150);
  EXPECT_EQ(span.end, span.start);
  EXPECT_TRUE(drops.empty());
}

TEST_F(TransactionTest, AnEndInTheFutureOrBeforeTheStartIsReplaced) {
  SpanRecord& early = *child(2, 150);
  transaction.finish_span(early, 120, 200);
  EXPECT_EQ(early.end, 150);
  SpanRecord& late = *child(3, 150);
  transaction.finish_span(late, 250, 200);
  EXPECT_EQ(late.end, 200);
  EXPECT_EQ(drops[Drop::kInvalidTime], 2u);
}

TEST_F(TransactionTest, TheFirstEndStays) {
  SpanRecord& span = *child(2, 110);
  transaction.finish_span(span, 120, 120);
  transaction.finish_span(span, 130, 130);
  EXPECT_EQ(span.end, 120);
  EXPECT_EQ(drops[Drop::kStaleHandle], 1u);
}

TEST_F(TransactionTest, TheLastChildEndIsTheLatest) {
  EXPECT_EQ(transaction.last_child_end(77), 77);
  transaction.add_finished(2, 110, 300, "mark", "", "manual");
  transaction.add_finished(3, 120, 200, "mark", "", "manual");
  child(4, 400);
  EXPECT_EQ(transaction.last_child_end(77), 300);
}

TEST_F(TransactionTest, OpenChildrenEndCancelled) {
  child(2, 110);
  child(3, 500);
  child(4, 120);
  transaction.finish_span(span(4), 130, 130);
  transaction.cancel_open_children(200);
  EXPECT_EQ(span(2).end, 200);
  EXPECT_EQ(span(2).status, Status::kCancelled);
  EXPECT_EQ(span(3).end, 500) << "not before it started";
  EXPECT_EQ(span(4).status, Status::kUnset);
  EXPECT_TRUE(transaction.spans.root().open());
}

TEST_F(TransactionTest, WhatHungBelowADroppedSpanHangsBelowItsParent) {
  child(2, 110);
  child(3, 120, 2);  // dropped
  child(4, 130, 3);  // dropped
  child(5, 140, 4);
  child(6, 150);  // dropped
  child(7, 160, 6);
  for (Handle over : {2u, 5u, 7u}) transaction.finish_span(span(over), 200, 200);
  transaction.drop_open_children(300);
  EXPECT_EQ(transaction.spans.all().size(), 4u);
  EXPECT_EQ(span(5).parent, 2u);
  EXPECT_EQ(span(7).parent, 0u);
  EXPECT_EQ(drops[Drop::kUnfinished], 3u);
}

TEST_F(TransactionTest, OpenRequestsAreCancelledNotDropped) {
  child(2, 110);
  child(3, 120, 2)->request = true;
  transaction.drop_open_children(300);
  EXPECT_EQ(transaction.spans.all().size(), 2u);
  EXPECT_EQ(span(3).end, 300);
  EXPECT_EQ(span(3).status, Status::kCancelled);
  EXPECT_EQ(span(3).parent, 0u);
}

TEST_F(TransactionTest, TooLongOrNegativeIsMarked) {
  transaction.end_root(100 + 600000, options);
  EXPECT_EQ(transaction.spans.root().status, Status::kUnset);

  transaction.end_root(100 + 600001, options);
  EXPECT_EQ(transaction.spans.root().status, Status::kDeadlineExceeded);
  std::string tags;
  for (const SpanValue* tag : transaction.spans.tags(transaction.spans.root())) {
    tags += transaction.spans.text(tag->key);
  }
  EXPECT_EQ(tags, "maxTransactionDurationExceeded");

  Transaction negative{TransactionContext{}, 1, 100, 100, drops};
  negative.end_root(50, options);
  EXPECT_EQ(negative.spans.root().end, 100);
  EXPECT_EQ(negative.spans.root().status, Status::kDeadlineExceeded);
}

TEST_F(TransactionTest, ALimitOfZeroIsNone) {
  options.max_transaction_duration = 0;
  transaction.end_root(1e9, options);
  EXPECT_EQ(transaction.spans.root().status, Status::kUnset);
}

TEST_F(TransactionTest, AMeasurementIsReplacedWithItsUnit) {
  transaction.set_measurement("size", 1, "byte");
  transaction.set_measurement("size", 2, "kilobyte");
  ASSERT_EQ(transaction.measurements.size(), 1u);
  EXPECT_EQ(transaction.measurements[0].value, 2);
  EXPECT_EQ(transaction.spans.text(transaction.measurements[0].unit), "kilobyte");
}

TEST_F(TransactionTest, MeasurementNamesAreThoseOfTheWire) {
  for (const char* name : {"lcp", "ttfb.requestTime", "A_1"}) transaction.set_measurement(name, 1, "");
  EXPECT_EQ(transaction.measurements.size(), 3u);
  for (const char* name : {"", "9lives", "_x", ".x", "a-b", "a b", "\xc3\xa9"})
    transaction.set_measurement(name, 1, "");
  transaction.set_measurement(std::string(limits::kKey + 1, 'x'), 1, "");
  EXPECT_EQ(transaction.measurements.size(), 3u);
  EXPECT_EQ(drops[Drop::kInvalidName], 8u);
}

TEST_F(TransactionTest, MeasurementsAreFiniteAndFew) {
  transaction.set_measurement("nan", std::nan(""), "");
  transaction.set_measurement("inf", INFINITY, "");
  EXPECT_EQ(drops[Drop::kInvalidValue], 2u);
  for (std::size_t i = 0; i < limits::kMeasurements + 2; ++i)
    transaction.set_measurement("m" + std::to_string(i), 1, "");
  EXPECT_EQ(transaction.measurements.size(), limits::kMeasurements);
  EXPECT_EQ(drops[Drop::kTooManyValues], 2u);
}

}  // namespace
}  // namespace headwater
