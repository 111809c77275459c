#include <gtest/gtest.h>

#include "tests/core/support/session.h"

// How a pageload lives and ends.
namespace headwater::testing {
namespace {

Envelope ended_pageload(const CommandList& list, double now = 60000) {
  std::vector<Envelope> envelopes = envelopes_of(list, now);
  EXPECT_FALSE(envelopes.empty());
  return envelopes.empty() ? parse_envelope("{}\n{\"length\":2}\n{}\n") : envelopes[0];
}

TEST(TracerPageload, StartsAtTheTimeOriginAndIsAnchoredWhereItWasAskedFor) {
  Envelope envelope = ended_pageload(CommandList().pageload(350, 1).interactive(400));
  EXPECT_NEAR(envelope.start(), 0, 0.001);
  EXPECT_EQ(envelope.event["transaction"], "/cart");
  EXPECT_EQ(envelope.trace()["op"], "pageload");
}

TEST(TracerPageload, APrerenderedPageStartsWhenItWasShown) {
  Envelope envelope = ended_pageload(
      CommandList().interactive(300).pageload(5010, 1, 5000).span(5020, 2, 1, "x").finish(5100, 2));
  EXPECT_NEAR(envelope.start(), 5000, 0.001);
  EXPECT_NEAR(envelope.end(), 5100, 0.01);
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout") << "it was interactive before it was shown";
}

TEST(TracerPageload, EndsAfterBeingQuiet) {
  Session session;
  session.run(CommandList().pageload(100, 1).interactive(200).span(250, 2, 1, "x").finish(900, 2), 900);
  session.tick(1899.9);
  EXPECT_TRUE(session.take().empty());
  EXPECT_EQ(session.tracer.next_wake(0), 1900);
  session.tick(1900);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_EQ(envelope.trace()["status"], "ok");
  EXPECT_NEAR(envelope.end(), 900, 0.01) << "trimmed to its last child";
}

TEST(TracerPageload, WithoutChildrenEndsWhenItBecameInteractive) {
  EXPECT_NEAR(ended_pageload(CommandList().pageload(100, 1).interactive(420)).end(), 420, 0.01);
}

TEST(TracerPageload, IsHeldUntilInteractive) {
  Session session;
  session.run(CommandList().pageload(100, 1).span(150, 2, 1, "x").finish(200, 2), 8000);
  EXPECT_TRUE(session.take().empty());
  session.run(CommandList().interactive(8000), 8000);
  EXPECT_EQ(session.tracer.next_wake(0), 9000);
}

TEST(TracerPageload, ASlowRequestHoldsItOpen) {
  Envelope envelope =
      ended_pageload(CommandList().pageload(100, 1).interactive(200).request(300, 2, 1).response(5290, 2));
  EXPECT_NEAR(envelope.end(), 5290, 0.01);
  EXPECT_EQ(envelope.span("GET /api")["status"], "ok");
}

TEST(TracerPageload, EndsAtTheFinalTimeout) {
  CommandList list = CommandList().pageload(100, 1).interactive(200);
  for (int i = 0; i < 60; ++i)
    list.span(500 + 500 * i, 2 + i, 1, "s" + std::to_string(i)).finish(700 + 500 * i, 2 + i);
  list.span(29990, 100, 1, "open");
  Envelope envelope = ended_pageload(list);
  EXPECT_EQ(envelope.finish_reason(), "finalTimeout");
  EXPECT_EQ(envelope.trace()["status"], "deadline_exceeded");
  EXPECT_NEAR(envelope.end(), 30100, 0.01);
  EXPECT_EQ(envelope.span("open")["status"], "cancelled");
  EXPECT_NEAR(Envelope::since_origin(envelope.span("open")["timestamp"]), 30100, 0.01);
}

TEST(TracerPageload, NeverInteractiveEndsAtTheFinalTimeout) {
  EXPECT_EQ(ended_pageload(CommandList().pageload(100, 1)).finish_reason(), "finalTimeout");
}

TEST(TracerPageload, EndsWhenNoChildStartedForLong) {
  Envelope envelope = ended_pageload(CommandList()
                                         .pageload(100, 1)
                                         .interactive(200)
                                         .span(300, 2, 1, "a")
                                         .span(1000, 3, 1, "b")
                                         .finish(2000, 3));
  EXPECT_EQ(envelope.finish_reason(), "heartbeatFailed");
  EXPECT_EQ(envelope.trace()["status"], "deadline_exceeded");
  EXPECT_NEAR(envelope.end(), 16000, 0.01);
  EXPECT_EQ(envelope.span("a")["status"], "cancelled");
}

// A heartbeat that would have failed while nothing could end must not end the page in the past.
TEST(TracerPageload, NothingEndsBeforeItBecameInteractive) {
  Envelope envelope = ended_pageload(
      CommandList().pageload(100, 1).span(300, 2, 1, "slow").interactive(16000).finish(17000, 2));
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelope.end(), 17000, 0.01);
}

TEST(TracerPageload, AStatusOfThePageStays) {
  Envelope envelope = ended_pageload(CommandList().pageload(100, 1).status(1, "not_found"));
  EXPECT_EQ(envelope.trace()["status"], "not_found");
}

TEST(TracerPageload, EndsWhenThePageSaysSo) {
  Envelope envelope =
      ended_pageload(CommandList().pageload(100, 1).interactive(150).span(200, 2, 1, "open").finish(500, 1));
  EXPECT_EQ(envelope.finish_reason(), "externalFinish");
  EXPECT_NEAR(envelope.end(), 500, 0.01);
  EXPECT_EQ(envelope.span("open")["status"], "cancelled");
}

TEST(TracerPageload, TakesItsLimitsFromTheConfiguration) {
  Session session(CommandList().configure({50, 500, 200, kAbsent}));
  session.run(CommandList().pageload(0, 1).interactive(10), 10);
  EXPECT_EQ(session.tracer.next_wake(0), 60);
  session.run(CommandList().span(20, 2, 1, "x"), 20);
  EXPECT_EQ(session.tracer.next_wake(0), 220);
  session.run(CommandList().span(210, 3, 1, "x").span(400, 4, 1, "x"), 400);
  EXPECT_EQ(session.tracer.next_wake(0), 500);
}

TEST(TracerPageload, LimitsThatAreNoneAreTheDefaults) {
  Session session(CommandList().configure({-1, kAbsent, -5, kAbsent}));
  session.run(CommandList().pageload(0, 1).interactive(10), 10);
  EXPECT_EQ(session.tracer.next_wake(0), 1010);
}

TEST(TracerPageload, ASleepInsideIsMarked) {
  Session session;
  session.run(CommandList().pageload(100, 1).interactive(200).span(300, 2, 1, "x"), 300);
  session.run(CommandList().finish(900, 2), 2000, kEpoch + 2000 + 3600000);
  EXPECT_EQ(session.take_one().data()["headwater.clock_drift_ms"], 3600000);
}

TEST(TracerPageload, ASmallDriftIsNot) {
  Session session;
  session.run(CommandList().pageload(100, 1).interactive(200), 2000, kEpoch + 2000 + 999);
  EXPECT_FALSE(session.take_one().data().contains("headwater.clock_drift_ms"));
}

// The time a pageload ends at does not depend on when the core was told of it.
TEST(TracerPageload, EndsAtTheRightTimeHoweverLateTheCoreArrives) {
  const CommandList list = CommandList()
                               .pageload(100, 1)
                               .interactive(200)
                               .resource({.start = 150, .end = 700})
                               .request(5000, 2, 1)
                               .response(5100, 2);
  for (double now : {5100.0, 7000.0, 40000.0}) {
    std::vector<Envelope> envelopes = envelopes_of(list, now);
    ASSERT_GE(envelopes.size(), 1u) << now;
    EXPECT_NEAR(envelopes[0].end(), 700, 0.01) << now;
    EXPECT_EQ(envelopes[0].event["spans"].size(), 1u) << now;
  }
}

CommandList& hold(CommandList& list, double t, double change) {
  return list.add(Command::kHold, {t, 1, change});
}

TEST(TracerPageload, HeldUntilTheEndItSaysThatLength) {
  CommandList list = CommandList().pageload(0, 1).interactive(10).mark(60, "m");
  hold(list, 5, 1);
  EXPECT_NEAR(envelopes_of(list, 40000).at(0).end(), 30000, 0.01) << "the final timeout";
  EXPECT_NEAR(envelopes_of(CommandList(list).navigation(4000, 2), 4000).at(0).end(), 4000, 0.01);
  EXPECT_NEAR(envelopes_of(CommandList(list).hide(5000), 5000).at(0).end(), 5000, 0.01);
}

TEST(TracerPageload, WhatItIsHeldForIsWork) {
  CommandList list = CommandList().pageload(0, 1).interactive(10).mark(60, "m");
  hold(hold(list, 5, 1), 2000, -1);
  Envelope envelope = envelopes_of(list, 40000).at(0);
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelope.end(), 2000, 0.01);
}

TEST(TracerPageload, ARedirectIsActivity) {
  CommandList list = CommandList().pageload(0, 1).interactive(10);
  for (int i = 0; i < 5; ++i) {
    list.add(Command::kRedirect, {900.0 * (i + 1), 2.0 + i, 1}, {"https://shop.example/home"});
  }
  const Envelope envelope = envelopes_of(list, 20000).at(0);
  EXPECT_NEAR(envelope.end(), 4500, 0.01);
  EXPECT_EQ(envelope.event["spans"].size(), 5u);
}

}  // namespace
}  // namespace headwater::testing
