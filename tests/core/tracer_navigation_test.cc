#include <gtest/gtest.h>

#include "tests/core/support/session.h"

// How navigations follow pageloads and each other.
namespace headwater::testing {
namespace {

TEST(TracerNavigation, EndsTheRunningPage) {
  std::vector<Envelope> envelopes = envelopes_of(CommandList()
                                                     .pageload(100, 1)
                                                     .span(200, 2, 1, "open")
                                                     .span(300, 3, 1, "over")
                                                     .finish(400, 3)
                                                     .navigation(500, 4),
                                                 1000);
  ASSERT_EQ(envelopes.size(), 1u);
  Envelope& pageload = envelopes[0];
  EXPECT_EQ(pageload.finish_reason(), "cancelled");
  EXPECT_EQ(pageload.trace()["status"], "ok");
  EXPECT_NEAR(pageload.end(), 500, 0.01);
  EXPECT_EQ(pageload.span("open")["status"], "cancelled");
  EXPECT_NEAR(Envelope::since_origin(pageload.span("open")["timestamp"]), 500, 0.01);
}

// The shim may report a navigation after the moment it began.
TEST(TracerNavigation, EndsTheRunningPageAtItsOwnStart) {
  Session session;
  session.run(CommandList().pageload(0, 1).span(100, 2, 1, "open").navigation(900, 4, 500), 900);
  EXPECT_NEAR(session.take_one().end(), 500, 0.01);
  session.tick(5000);
  Envelope navigation = session.take_one();
  EXPECT_NEAR(navigation.start(), 500, 0.01);
}

TEST(TracerNavigation, IsNotHeldByTheDocument) {
  Session session;
  session.run(CommandList().navigation(500, 1).mark(500, "m"), 500);
  EXPECT_EQ(session.tracer.next_wake(0), 1500);
  session.tick(1500);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelope.end(), 500, 0.01);
  EXPECT_EQ(envelope.trace()["op"], "navigation");
  EXPECT_EQ(envelope.event["transaction"], "/next");
}

TEST(TracerNavigation, AnEntryThatBeganBeforeItBelongsToThePageBefore) {
  std::vector<Envelope> envelopes =
      envelopes_of(CommandList()
                       .pageload(0, 1)
                       .interactive(50)
                       .navigation(500, 2)
                       .resource({.start = 450, .end = 600, .url = "https://shop.example/before"})
                       .resource({.start = 500, .end = 620, .url = "https://shop.example/after"}),
                   400000);
  ASSERT_EQ(envelopes.size(), 3u);
  EXPECT_TRUE(envelopes[0].event["spans"].empty());
  EXPECT_EQ(envelopes[1].trace()["op"], "navigation");
  EXPECT_EQ(envelopes[1].event["spans"].size(), 1u);
  EXPECT_FALSE(envelopes[1].span("/after").is_null());
  EXPECT_EQ(envelopes[2].trace()["op"], "pageload.late");
  EXPECT_FALSE(envelopes[2].span("/before").is_null());
}

TEST(TracerNavigation, AnEntryOfBeforeTheFirstPageIsCounted) {
  Session session;
  session.run(CommandList().mark(50, "none").navigation(500, 1).resource({.start = 100, .end = 200}), 500);
  EXPECT_EQ(session.dropped(Drop::kNoPage), 2u);
}

TEST(TracerNavigation, ManualTransactionsGoOn) {
  Session session;
  session.run(CommandList().manual(100, 9).pageload(200, 1).navigation(300, 2).finish(400, 9), 500);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].event["transaction"], "job");
  EXPECT_EQ(envelopes[1].trace()["status"], "ok");
}

TEST(TracerNavigation, ManyAtTheSameMomentAreEachAPage) {
  CommandList list;
  for (int i = 1; i <= 5; ++i) {
    list.navigation(100, i, kAbsent, "/page-" + std::to_string(i)).mark(100, "m");
  }
  std::vector<Envelope> envelopes = envelopes_of(list, 5000);
  ASSERT_EQ(envelopes.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ(envelopes[i].event["transaction"], "/page-" + std::to_string(i + 1));
}

// A visitor's next page may be one that is not sampled.
TEST(TracerNavigation, NothingOfAPageThatIsNotRecordedFallsIntoTheOneBefore) {
  CommandList list = CommandList().pageload(0, 1).interactive(10).span(10, 2, 1, "slow");
  list.transaction(500, 3, 6, "/next", kAbsent, "navigation", "url");
  list.mark(600, "its own").measure(610, 620, "its own").load_event(700, 710);
  list.resource({.start = 600, .end = 650, .response_start = 640});
  list.add(Command::kLayoutShift, {650, 0.5, 0}, {"body"});
  list.add(Command::kEventTiming, {900, 700, 200, 710, 720, 7, kAbsent, 0}, {"click", "body"});
  list.add(Command::kLongAnimationFrame, {800, 600, 200, 100, 0, 0, 0, 0, kAbsent, kAbsent, kAbsent, kAbsent},
           {"", "", "", ""});
  list.span(800, 4, 3, "its own").add(Command::kError, {850}).hide(1000);
  std::vector<Envelope> envelopes = envelopes_of(list, 1000);
  ASSERT_EQ(envelopes.size(), 1u);
  Envelope& pageload = envelopes[0];
  EXPECT_EQ(pageload.finish_reason(), "cancelled") << "it ends with the navigation";
  EXPECT_NEAR(pageload.end(), 500, 0.01);
  EXPECT_EQ(pageload.event["spans"].size(), 1u);
  EXPECT_FALSE(pageload.event.contains("measurements"));
  EXPECT_NE(pageload.trace()["status"], "internal_error");
}

TEST(TracerNavigation, WhatBeganBeforeAPageThatIsNotRecordedIsRecorded) {
  CommandList list = CommandList().pageload(0, 1).interactive(10).mark(20, "m");
  list.transaction(500, 3, 6, "/next", kAbsent, "navigation", "url");
  list.resource({.start = 400, .end = 650}).navigation(2000, 4).mark(2010, "n").hide(2500);
  std::vector<Envelope> envelopes = envelopes_of(list, 2500);
  ASSERT_EQ(envelopes.size(), 3u);
  EXPECT_EQ(envelopes[1].event["transaction"], "/next");
  EXPECT_EQ(envelopes[1].event["spans"].size(), 1u);
  EXPECT_EQ(envelopes[2].trace()["op"], "pageload.late");
  EXPECT_EQ(envelopes[2].event["spans"].size(), 1u);
  for (Envelope& envelope : envelopes) {
    EXPECT_FALSE(envelope.event["contexts"].contains("headwater")) << "nothing is lost";
  }
}

TEST(TracerNavigation, EnvelopesComeOutInTheOrderOfTheirImportance) {
  std::vector<Envelope> envelopes = envelopes_of(CommandList()
                                                     .manual(0, 9)
                                                     .pageload(0, 1)
                                                     .navigation(300, 2)
                                                     .mark(300, "m")
                                                     .finish(400, 9)
                                                     .request(5000, 3, 2)
                                                     .response(5001, 3)
                                                     .hide(6000),
                                                 6000);
  std::vector<std::string> ops;
  for (Envelope& envelope : envelopes) ops.push_back(envelope.trace()["op"].get<std::string>());
  EXPECT_EQ(ops, (std::vector<std::string>{"pageload", "navigation", "task", "navigation.late"}));
}

}  // namespace
}  // namespace headwater::testing
