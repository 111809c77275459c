#include "src/tracer/request_matcher.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

constexpr std::string_view kUrl = "https://shop.example/api";

// A page whose pageload, root 1, is open.
class RequestMatcherTest : public ::testing::Test {
 protected:
  RequestMatcherTest() {
    PageView page;
    page.root = 1;
    page.context.kind = TransactionKind::kPageload;
    root_ = &open_.add(std::make_unique<Transaction>(page.context, 1, 0, 0, shared_.drops));
    pages_.replace(0, std::move(page));
  }

  void fetch(Handle handle, double at) {
    matcher_.start(*root_, at, handle, 0, RequestType::kFetch, "GET", kUrl);
  }
  ResourceTiming entry(double start, double end) const {
    ResourceTiming timing;
    timing.url = kUrl;
    timing.initiator_type = "fetch";
    timing.start = start;
    timing.duration = end - start;
    timing.response_start = end - 5;
    timing.response_status = 200;
    return timing;
  }
  const SpanRecord& span(Handle handle) { return *root_->spans.find(handle); }
  std::size_t spans() const { return root_->spans.all().size() - 1; }

  RequestMatcher matcher_;
  PageViews& pages_ = matcher_.pages;
  OpenTransactions& open_ = pages_.carried.sealer.open;
  Shared& shared_ = pages_.carried.sealer.shared;
  Transaction* root_;
};

TEST_F(RequestMatcherTest, AnEntryEndsTheRequestThatIsAnswered) {
  fetch(2, 10);
  matcher_.finish(68, 2, 200, RequestOutcome::kAnswered);
  EXPECT_TRUE(span(2).awaits);
  EXPECT_EQ(matcher_.due(), 68 + limits::kPatience);
  matcher_.resource(80, entry(10, 70));
  EXPECT_FALSE(span(2).awaits);
  EXPECT_EQ(span(2).end, 70);
  EXPECT_EQ(matcher_.due(), kNever);
  EXPECT_EQ(spans(), 1u) << "it is no resource";
}

TEST_F(RequestMatcherTest, WhileAnotherMayFitBetterNothingIsDecided) {
  fetch(2, 10);
  fetch(3, 10);
  matcher_.resource(80, entry(10, 70));
  EXPECT_EQ(root_->spans.find_data(span(2), "http.response.status_code"), nullptr);
  EXPECT_EQ(root_->spans.find_data(span(3), "http.response.status_code"), nullptr);
  matcher_.finish(81, 3, 200, RequestOutcome::kAnswered);
  EXPECT_EQ(span(3).end, 70);
  EXPECT_TRUE(span(2).open());
}

TEST_F(RequestMatcherTest, AtTheLastAllAreDecided) {
  fetch(2, 10);
  fetch(3, 10);
  matcher_.resource(80, entry(10, 70));
  matcher_.settle(100, true);
  EXPECT_NE(root_->spans.find_data(span(2), "http.response.status_code") != nullptr,
            root_->spans.find_data(span(3), "http.response.status_code") != nullptr);
  EXPECT_EQ(spans(), 2u);
}

TEST_F(RequestMatcherTest, WhatFitsNoRequestIsAResource) {
  matcher_.resource(80, entry(10, 70));
  EXPECT_EQ(spans(), 1u);
}

TEST_F(RequestMatcherTest, TheEntryOfAnIgnoredRequestIsNone) {
  matcher_.ignore(10, 2, kUrl);
  EXPECT_TRUE(matcher_.has(2));
  matcher_.finish(68, 2, 200, RequestOutcome::kAnswered);
  matcher_.resource(80, entry(10, 70));
  EXPECT_EQ(spans(), 0u);
  EXPECT_TRUE(shared_.drops.empty());
}

TEST_F(RequestMatcherTest, WhatIsWaitedForTooLongHoldsNothingOpen) {
  root_->idle.release(0);
  fetch(2, 10);
  const double heartbeat = open_.due(shared_.options);
  EXPECT_EQ(matcher_.due(), 10 + limits::kPatience);
  matcher_.give_up_first();
  EXPECT_EQ(matcher_.due(), kNever);
  EXPECT_LT(open_.due(shared_.options), heartbeat);
  EXPECT_TRUE(span(2).open());
}

}  // namespace
}  // namespace headwater
