#include "src/tracer/carried.h"

#include <gtest/gtest.h>

#include "src/record/limits.h"

namespace headwater {
namespace {

class CarriedTest : public ::testing::Test {
 protected:
  // A transaction with a request that is open.
  std::unique_ptr<Transaction> with_request(Handle root, Handle request, double at) {
    TransactionContext context;
    context.op = "task";
    auto transaction = std::make_unique<Transaction>(context, root, at, at, shared_.drops);
    transaction->start_span(request, 0, at, at, "http.client", "", "manual")->request = true;
    return transaction;
  }
  // How many envelopes are there now.
  int sent() {
    int count = 0;
    for (Parts envelope; sealer_.take(envelope, limits::kLastInFlight);) ++count;
    return count;
  }

  Carried carried_;
  Sealer& sealer_ = carried_.sealer;
  Shared& shared_ = sealer_.shared;
};

TEST_F(CarriedTest, ARequestGoesWhenItIsOver) {
  const auto from = with_request(1, 2, 10);
  EXPECT_TRUE(carried_.carry_requests(*from, 20));
  EXPECT_TRUE(from->carried);
  EXPECT_EQ(from->spans.all().size(), 1u);
  EXPECT_EQ(carried_.due(), 20 + limits::kFollowUpAge);

  const Found found = carried_.find(2);
  ASSERT_NE(found.span, nullptr);
  EXPECT_EQ(found.transaction->context.op, "task.late");
  EXPECT_EQ(found.transaction->spans.root().start, 10);
  carried_.send(30, -kNever);
  EXPECT_EQ(sent(), 0) << "it is open still";
  found.span->end = 40;
  carried_.send(40, -kNever);
  EXPECT_EQ(sent(), 1);
  EXPECT_EQ(carried_.due(), kNever);
  EXPECT_EQ(carried_.find(2).span, nullptr);
}

TEST_F(CarriedTest, WithoutAnOpenRequestNothingIsCarried) {
  const auto from = with_request(1, 2, 10);
  from->spans.find(2)->end = 15;
  EXPECT_FALSE(carried_.carry_requests(*from, 20));
  EXPECT_FALSE(from->carried);
}

TEST_F(CarriedTest, NorWhenThePageIsLeft) {
  const auto from = with_request(1, 2, 10);
  sealer_.limit(1e6, false);
  EXPECT_FALSE(carried_.carry_requests(*from, 20));
  sealer_.unlimit();
  EXPECT_TRUE(carried_.carry_requests(*from, 20));
}

TEST_F(CarriedTest, TheOldestMakesRoom) {
  for (Handle i = 0; i < limits::kCarried; ++i)
    carried_.carry_requests(*with_request(2 * i + 1, 2 * i + 2, i), i);
  EXPECT_EQ(sent(), 0);
  carried_.carry_requests(*with_request(1001, 1002, 100), 100);
  EXPECT_EQ(sent(), 1);
  EXPECT_EQ(carried_.find(2).span, nullptr);
  EXPECT_NE(carried_.find(4).span, nullptr);
  EXPECT_NE(carried_.find(1002).span, nullptr);
}

TEST_F(CarriedTest, WhatHasNoRoomWaitsAndGoesOneAfterAnother) {
  shared_.hidden_since = 100;
  sealer_.limit(0, true);
  for (Handle root = 1; root <= 3; ++root) {
    auto ended = with_request(root, root + 10, 50);
    ended->spans.find(root + 10)->end = 60;
    carried_.seal(std::move(ended), 100);
  }
  sealer_.unlimit();
  carried_.send(100, -kNever);
  EXPECT_EQ(sent(), 0);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(carried_.due(), 100 + limits::kRestDelay + i * limits::kRestInterval);
    carried_.send(carried_.due(), carried_.due());
    EXPECT_EQ(sent(), 1);
  }
}

TEST_F(CarriedTest, ARootIsOverButItsHandleIsUsed) {
  auto begun = with_request(5, 6, 10);
  carried_.add(std::move(begun), 20);
  EXPECT_EQ(carried_.find(5).span, nullptr);
  EXPECT_TRUE(carried_.has(5));
  EXPECT_TRUE(carried_.has(6));
  EXPECT_FALSE(carried_.has(7));
}

}  // namespace
}  // namespace headwater
