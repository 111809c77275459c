#include <gtest/gtest.h>

#include "src/record/limits.h"
#include "tests/core/support/session.h"

// What starts or arrives after a page's root has ended is gathered and sent as a follow-up.
namespace headwater::testing {
namespace {

// A page whose root has ended, its envelope taken away.
class TracerFollowUp : public ::testing::Test {
 protected:
  TracerFollowUp() {
    session.run(CommandList().pageload(0, 1).interactive(100), 2000);
    pageload = session.take_one();
  }

  Session session;
  Envelope pageload;
};

TEST_F(TracerFollowUp, IsAChildOfTheEndedRootInTheSameTrace) {
  session.run(CommandList().request(3000, 2, 1).response(3100, 2).hide(4000), 4000);
  Envelope late = session.take_one();
  EXPECT_EQ(late.trace()["op"], "pageload.late");
  EXPECT_EQ(late.event["transaction"], "/cart");
  EXPECT_EQ(late.trace()["trace_id"], pageload.trace()["trace_id"]);
  EXPECT_EQ(late.trace()["parent_span_id"], pageload.trace()["span_id"]);
  EXPECT_NE(late.trace()["span_id"], pageload.trace()["span_id"]);
  EXPECT_NEAR(late.start(), 3000, 0.01);
  EXPECT_NEAR(late.end(), 3100, 0.01);
  EXPECT_EQ(late.span("GET /api")["span_id"], span_id(19088743, 2309737967, 2));
  EXPECT_EQ(late.span("GET /api")["parent_span_id"], late.trace()["span_id"]);
}

TEST_F(TracerFollowUp, HasTheLatestNameOfThePage) {
  Session other;
  other.run(CommandList()
                .pageload(0, 1)
                .name(1, "/items/:id", "route")
                .interactive(100)
                .request(3000, 2, 1)
                .response(3001, 2)
                .hide(4000),
            4000);
  std::vector<Envelope> envelopes = other.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].event["transaction"], "/items/:id");
  EXPECT_EQ(envelopes[1].event["transaction_info"]["source"], "route");
}

TEST_F(TracerFollowUp, GathersSpansEntriesAndRequests) {
  session.run(CommandList()
                  .span(3000, 2, 1, "s")
                  .span(3010, 3, 1, "inner", 2)
                  .finish(3020, 3)
                  .finish(3030, 2)
                  .mark(3040, "m")
                  .paint(3050, "first-contentful-paint")
                  .resource({.start = 2900, .end = 3060})
                  .hide(4000),
              4000);
  Envelope late = session.take_one();
  EXPECT_EQ(late.event["spans"].size(), 5u);
  EXPECT_EQ(late.span("inner")["parent_span_id"], late.span("s")["span_id"]);
  EXPECT_EQ(late.event["measurements"]["fcp"]["value"], 3050);
  EXPECT_NEAR(late.start(), 2900, 0.01) << "it starts with the earliest it contains";
}

TEST_F(TracerFollowUp, IsSentFiveMinutesAfterItsFirstRecord) {
  session.run(CommandList().request(3000, 2, 1).response(3100, 2), 3100);
  EXPECT_EQ(session.tracer.next_wake(0), 303000);
  session.run(CommandList().mark(200000, "m"), 302999);
  EXPECT_TRUE(session.take().empty());
  session.tick(303000);
  EXPECT_EQ(session.take_one().event["spans"].size(), 2u);
  EXPECT_EQ(session.tracer.next_wake(0), std::numeric_limits<double>::infinity());
}

// The time of the first record is when it was made, not where it says it began.
TEST_F(TracerFollowUp, AnOldStartDoesNotMakeItDueAtOnce) {
  session.run(CommandList().span(400000, 2, 1, "s", 0, 3000).measure(3000, 400001, "m"), 400100);
  EXPECT_EQ(session.tracer.next_wake(0), 700000);
  session.run(CommandList().finish(400200, 2).hide(400300), 400300);
  Envelope late = session.take_one();
  EXPECT_FALSE(late.span("s").contains("status")) << "it was not cancelled";
  EXPECT_NEAR(late.start(), 3000, 0.01);
}

TEST_F(TracerFollowUp, IsSentAtTheNextNavigation) {
  session.run(CommandList().span(3000, 2, 1, "s").navigation(3500, 3), 3500);
  Envelope late = session.take_one();
  EXPECT_EQ(late.trace()["op"], "pageload.late");
  EXPECT_EQ(late.span("s")["status"], "cancelled");
  EXPECT_NEAR(Envelope::since_origin(late.span("s")["timestamp"]), 3500, 0.01);
}

TEST_F(TracerFollowUp, ANavigationsIsNamedAfterIt) {
  session.run(
      CommandList().navigation(3000, 2).mark(3000, "m").request(9000, 3, 2).response(9001, 3).hide(9500),
      9500);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].trace()["op"], "navigation.late");
  EXPECT_EQ(envelopes[1].trace()["parent_span_id"], envelopes[0].trace()["span_id"]);
}

TEST_F(TracerFollowUp, TheOneBeforeStillGathersForThePageBefore) {
  session.run(CommandList().navigation(3000, 2).request(3100, 3, 1).response(3200, 3).hide(3500), 3500);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].trace()["op"], "pageload.late");
  EXPECT_FALSE(envelopes[1].span("GET /api").is_null());
}

TEST_F(TracerFollowUp, TheOneOfThePageBeforeIsSentAtTheNavigationAfter) {
  session.run(CommandList().navigation(3000, 2).request(3100, 3, 1).response(3200, 3).navigation(3300, 4),
              3300);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].trace()["op"], "pageload.late");
  session.run(CommandList().request(3400, 5, 1), 3400);
  EXPECT_EQ(session.dropped(Drop::kFinishedParent), 1u) << "two pages ago";
}

TEST_F(TracerFollowUp, AFullOneIsSentAndTheNextBegun) {
  CommandList list;
  for (int i = 0; i < 2100; ++i) list.mark(3000 + i, "m" + std::to_string(i));
  session.run(list.hide(9000), 9000);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 3u);
  EXPECT_EQ(envelopes[0].event["spans"].size(), 1000u);
  EXPECT_EQ(envelopes[1].event["spans"].size(), 1000u);
  EXPECT_EQ(envelopes[2].event["spans"].size(), 100u);
  EXPECT_NE(envelopes[0].trace()["span_id"], envelopes[1].trace()["span_id"]);
  EXPECT_NEAR(envelopes[1].start(), 4000, 0.01);
}

TEST_F(TracerFollowUp, FlushSendsItUnlessSomethingIsOpen) {
  session.run(CommandList().request(3000, 2, 1).flush(3010), 3010);
  EXPECT_TRUE(session.take().empty());
  session.run(CommandList().response(3020, 2).flush(3030), 3030);
  EXPECT_EQ(session.take_one().span("GET /api")["status"], "ok");
}

TEST_F(TracerFollowUp, FlushLeavesOpenTransactionsOpen) {
  session.run(CommandList().manual(3000, 5).navigation(3000, 6).flush(3010), 3010);
  EXPECT_TRUE(session.take().empty());
  session.run(CommandList().finish(3020, 5), 3020);
  EXPECT_EQ(session.take_one().event["transaction"], "job");
}

TEST_F(TracerFollowUp, ASleepSinceThePageStartedMovesTheAnchor) {
  const double slept = 3600000;
  session.run(CommandList().request(3000, 2, 1).response(3100, 2).hide(3200), 3200, kEpoch + 3200 + slept);
  Envelope late = session.take_one();
  EXPECT_NEAR(late.start(), 3000 + slept, 0.01);
  EXPECT_FALSE(late.data().contains("headwater.clock_drift_ms"));
}

TEST(TracerRootless, GathersRequestsBelowTheParentItWasGiven) {
  Session session;
  session.run(CommandList()
                  .add(Command::kTransaction, {0, 1, 3, kAbsent, kEpoch},
                       {std::string(kTraceId), "b7ad6b7169203331", "/cart", "url", "", "", "", ""})
                  .mark(10, "not kept")
                  .request(20, 2, 1)
                  .response(30, 2)
                  .hide(40),
              40);
  Envelope late = session.take_one();
  EXPECT_EQ(late.trace()["op"], "pageload.late");
  EXPECT_EQ(late.trace()["parent_span_id"], "b7ad6b7169203331");
  EXPECT_EQ(late.event["spans"].size(), 1u);
  EXPECT_EQ(late.dropped()["no_page"], 1);
}

TEST(TracerRootless, AloneSendsNothing) {
  Session session;
  session.run(CommandList().rootless(0, 1), 400000);
  session.run(CommandList().hide(400001), 400001);
  EXPECT_TRUE(session.take().empty());
  EXPECT_EQ(session.tracer.next_wake(0), std::numeric_limits<double>::infinity());
}

// A header that names the request has left the page already.
TEST(TracerFullPage, RequestsOfAFullPageloadGoIntoItsFollowUp) {
  CommandList list = CommandList().pageload(0, 1).interactive(10);
  for (int i = 0; i < 1500; ++i) list.request(30, 2 + i, 1);
  list.span(50, 2000, 1, "dropped").finish(50, 2000).hide(60);
  std::vector<Envelope> envelopes = envelopes_of(list, 60);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].data()["headwater.dropped_spans"], 1);
  EXPECT_EQ(envelopes[0].event["spans"].size(), 1000u);
  EXPECT_EQ(envelopes[1].event["spans"].size(), 500u);
  EXPECT_EQ(envelopes[1].event["spans"][499]["span_id"], span_id(19088743, 2309737967, 1501));
  EXPECT_EQ(envelopes[1].trace()["parent_span_id"], envelopes[0].trace()["span_id"]);
}

TEST(TracerFullPage, EntriesAndSpansOfThePageMakeRoomForRequests) {
  CommandList list = CommandList().pageload(0, 1).interactive(10);
  for (int i = 0; i < 900; ++i) list.mark(20, "m" + std::to_string(i));
  for (int i = 0; i < 900; ++i) list.span(20, 2 + i, 1, "s").finish(21, 2 + i);
  for (int i = 0; i < 900; ++i) list.request(30, 1000 + i, 1);
  Envelope envelope = envelopes_of(list.hide(60), 60).at(0);
  EXPECT_EQ(envelope.event["spans"].size(), 1000u);
  const auto of_op = [&](std::string_view op) {
    std::size_t count = 0;
    for (const Json& span : envelope.event["spans"]) {
      if (span["op"] == op)
        count += span.value("data", Json::object()).value("resource.count", std::size_t{1});
    }
    return count;
  };
  EXPECT_EQ(of_op("http.client"), 900u);
  EXPECT_EQ(of_op("mark"), 900u);
  EXPECT_EQ(of_op("task"), 99u);
  EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 801);
}

// Page roots end when their last span did, also when that was dropped.
TEST(TracerFullPage, EndsWithTheLastOfItsSpansThoughItIsNotSent) {
  CommandList list = CommandList().pageload(0, 1).interactive(10);
  for (int i = 0; i < 1000; ++i) list.span(20, 2 + i, 1, "long").finish(40, 2 + i);
  list.span(100, 2000, 1, "short").finish(101, 2000);
  for (int i = 0; i < 300; ++i) list.span(102, 3000 + i, 1, "long", 0, 20).finish(102, 3000 + i, 40);
  Envelope envelope = envelopes_of(list, 5000).at(0);
  EXPECT_TRUE(envelope.span("short").is_null());
  EXPECT_NEAR(envelope.end(), 101, 0.01);
}

// So that the last one fits into what a page can send when it is left, with all that headers name.
TEST_F(TracerFollowUp, IsSentEarlyWhenItHasManyRequests) {
  for (int i = 0; i < 250; ++i) {
    const double at = 3000 + i * 10;
    session.run(CommandList().request(at, 10 + i, 1).response(at + 5, 10 + i), at + 5);
  }
  std::vector<Envelope> sent = session.take();
  ASSERT_EQ(sent.size(), 2u);
  session.run(CommandList().hide(9000, 65536), 9000);
  sent.push_back(session.take_one());
  std::size_t requests = 0;
  for (const Envelope& envelope : sent) {
    requests += envelope.event["spans"].size();
    EXPECT_LT(envelope.text.size(), 65536u);
  }
  EXPECT_EQ(requests, 250u);
}

}  // namespace
}  // namespace headwater::testing
