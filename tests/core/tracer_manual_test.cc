#include <gtest/gtest.h>

#include "tests/core/support/session.h"

// What the page starts and ends itself.
namespace headwater::testing {
namespace {

TEST(TracerManual, SpansNestAsDeepAsTheyAreStarted) {
  CommandList list = CommandList().manual(0, 1);
  for (int depth = 0; depth < 500; ++depth)
    list.span(1, 2 + depth, 1, "d" + std::to_string(depth), depth == 0 ? 1 : 1 + depth);
  for (int depth = 0; depth < 500; ++depth) list.finish(2, 2 + depth);
  Envelope envelope = envelopes_of(list.finish(3, 1), 10).at(0);
  Json parent = envelope.trace()["span_id"];
  for (int depth = 0; depth < 500; ++depth) {
    const Json span = envelope.span("d" + std::to_string(depth));
    ASSERT_EQ(span["parent_span_id"], parent) << depth;
    parent = span["span_id"];
  }
}

TEST(TracerManual, AChildMayOutliveItsParent) {
  Envelope envelope = envelopes_of(CommandList()
                                       .manual(0, 1)
                                       .span(10, 2, 1, "parent")
                                       .span(20, 3, 1, "child", 2)
                                       .finish(30, 2)
                                       .finish(90, 3)
                                       .finish(100, 1),
                                   200)
                          .at(0);
  EXPECT_EQ(envelope.span("child")["parent_span_id"], envelope.span("parent")["span_id"]);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("child")["timestamp"]), 90, 0.01);
  EXPECT_FALSE(envelope.span("child").contains("status"));
}

TEST(TracerManual, WhatIsUnfinishedIsDroppedAndRequestsGoOn) {
  Envelope envelope = envelopes_of(CommandList()
                                       .manual(0, 1)
                                       .span(10, 2, 1, "open")
                                       .request(20, 3, 1, "https://shop.example/api", 2)
                                       .span(30, 4, 1, "over", 2)
                                       .finish(40, 4)
                                       .finish(100, 1),
                                   200)
                          .at(0);
  EXPECT_TRUE(envelope.span("open").is_null());
  EXPECT_TRUE(envelope.span("GET /api").is_null()) << "it is sent when it is over";
  EXPECT_EQ(envelope.span("over")["parent_span_id"], envelope.trace()["span_id"]);
  EXPECT_EQ(envelope.dropped()["unfinished"], 1);
}

TEST(TracerManual, WhatIsSetNextDoesNotLandInWhatHasEnded) {
  CommandList list = CommandList().scope_tag("user", "first").manual(500, 1, "a").finish(1000, 1);
  list.transaction(1000.1, 2, 0, "b", 200).scope_tag("user", "second").finish(2000, 2);
  const std::vector<Envelope> envelopes = envelopes_of(list, 2000);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].event["tags"]["user"], "first");
  EXPECT_EQ(envelopes[1].event["tags"]["user"], "second");
}

TEST(TracerManual, AValueThatIsSetAgainAndAgainIsTheLatest) {
  CommandList list = CommandList().manual(0, 1).span(1, 2, 1, "s");
  for (int i = 0; i < 2000; ++i) {
    list.data(1, "progress", '"' + std::string(1000, 'x') + std::to_string(i) + '"');
    list.tag(2, "step", std::to_string(i));
  }
  Envelope envelope = envelopes_of(list.finish(10, 2).finish(20, 1), 20).at(0);
  EXPECT_EQ(envelope.data()["progress"], std::string(1000, 'x') + "1999");
  EXPECT_EQ(envelope.span("s")["tags"]["step"], "1999");
  EXPECT_FALSE(envelope.event["contexts"].contains("headwater")) << "nothing was refused";
}

TEST(TracerManual, SettingOnTheTransactionIsSettingOnItsRoot) {
  Envelope envelope = envelopes_of(CommandList()
                                       .manual(0, 1)
                                       .tag(1, "t", "v")
                                       .data(1, "d", "{\"a\":1}")
                                       .status(1, "aborted")
                                       .name(1, "/items/:id", "route")
                                       .finish(9, 1),
                                   10)
                          .at(0);
  EXPECT_EQ(envelope.event["tags"], (Json{{"t", "v"}}));
  EXPECT_EQ(envelope.data()["d"], (Json{{"a", 1}}));
  EXPECT_EQ(envelope.trace()["status"], "aborted");
  EXPECT_EQ(envelope.event["transaction"], "/items/:id");
  EXPECT_EQ(envelope.data()["sentry.source"], "route");
}

TEST(TracerManual, SettingOnASpanIsItsOwn) {
  Envelope envelope = envelopes_of(CommandList()
                                       .manual(0, 1)
                                       .span(1, 2, 1, "before")
                                       .tag(2, "t", "v")
                                       .data(2, "d", "1")
                                       .data(2, "gone", "1")
                                       .data(2, "gone", "")
                                       .status(2, "ok")
                                       .name(2, "after")
                                       .finish(5, 2)
                                       .tag(2, "late", "yes")
                                       .finish(9, 1),
                                   10)
                          .at(0);
  const Json span = envelope.span("after");
  ASSERT_FALSE(span.is_null());
  EXPECT_EQ(span["tags"], (Json{{"t", "v"}, {"late", "yes"}}));
  EXPECT_EQ(span["data"], (Json{{"d", 1}}));
  EXPECT_EQ(span["status"], "ok");
  EXPECT_FALSE(span.contains("origin")) << "manual is what receivers take it for";
  EXPECT_FALSE(envelope.event.contains("tags"));
}

TEST(TracerManual, AnHttpStatusSetsDataTagAndStatus) {
  Envelope envelope = envelopes_of(CommandList().manual(0, 1).http_status(1, 404).finish(9, 1), 10).at(0);
  EXPECT_EQ(envelope.data()["http.response.status_code"], 404);
  EXPECT_EQ(envelope.event["tags"]["http.status_code"], "404");
  EXPECT_EQ(envelope.trace()["status"], "not_found");
}

TEST(TracerManual, UnnamedIsUnlabeled) {
  Envelope envelope = envelopes_of(CommandList().manual(0, 1, "").finish(9, 1), 10).at(0);
  EXPECT_EQ(envelope.event["transaction"], "<unlabeled transaction>");
  EXPECT_EQ(envelope.event["transaction_info"]["source"], "custom");
}

TEST(TracerManual, OperationsThatAreEmptyAreDefault) {
  Envelope envelope = envelopes_of(CommandList()
                                       .transaction(0, 1, 0, "n", kAbsent, "")
                                       .add(Command::kSpan, {1, 2, 1, 0, kAbsent}, {"", "s", ""})
                                       .finish(2, 2)
                                       .finish(9, 1),
                                   10)
                          .at(0);
  EXPECT_EQ(envelope.trace()["op"], "default");
  EXPECT_EQ(envelope.span("s")["op"], "default");
}

TEST(TracerManual, TimesMayBeGiven) {
  Envelope envelope = envelopes_of(CommandList()
                                       .transaction(100, 1, 0, "n", 40)
                                       .span(120, 2, 1, "s", 0, 50)
                                       .finish(130, 2, 60)
                                       .finish(140, 1, 70),
                                   200)
                          .at(0);
  EXPECT_NEAR(envelope.start(), 40, 0.01);
  EXPECT_NEAR(envelope.end(), 70, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["start_timestamp"]), 50, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["timestamp"]), 60, 0.01);
}

TEST(TracerManual, TimesInTheFutureAreNow) {
  Session session;
  session.run(CommandList()
                  .transaction(100, 1, 0, "n", 900)
                  .span(120, 2, 1, "s", 0, 900)
                  .finish(130, 2, 900)
                  .finish(140, 1, 900),
              1000);
  EXPECT_EQ(session.dropped(Drop::kInvalidTime), 0u) << "told already";
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.dropped()["invalid_time"], 4);
  EXPECT_NEAR(envelope.start(), 100, 0.01);
  EXPECT_NEAR(envelope.end(), 140, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["start_timestamp"]), 120, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["timestamp"]), 130, 0.01);
}

TEST(TracerManual, TimesThatAreNoneAreReplaced) {
  const double infinity = std::numeric_limits<double>::infinity();
  Session session;
  session.run(CommandList()
                  .transaction(100, 1, 0, "n", -infinity)
                  .span(120, 2, 1, "s", 0, -11)
                  .finish(130, 2, infinity)
                  .finish(140, 1, kAbsent),
              1000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.dropped()["invalid_time"], 3);
  EXPECT_NEAR(envelope.start(), 100, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["start_timestamp"]), 120, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["timestamp"]), 130, 0.01);
}

TEST(TracerManual, TimesALittleOutsideAreThePagesStartAndNow) {
  Session session;
  session.run(CommandList()
                  .transaction(100, 1, 0, "n", -0.5)
                  .span(120, 2, 1, "before", 0, -9)
                  .finish(130, 2, 139)
                  .span(140, 3, 1, "after", 0, 140.1)
                  .finish(150, 3, 161)
                  .finish(160, 1, 160.001),
              1000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.dropped()["invalid_time"], 1);
  EXPECT_NEAR(envelope.start(), 0, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("before")["start_timestamp"]), 0, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("before")["timestamp"]), 130, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("after")["start_timestamp"]), 140, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("after")["timestamp"]), 150, 0.01);
  EXPECT_NEAR(envelope.end(), 160, 0.01);
}

TEST(TracerManual, AnEndBeforeTheStartIsNegative) {
  Session session;
  session.run(CommandList().manual(100, 1).finish(140, 1, 50), 1000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.trace()["status"], "deadline_exceeded");
  EXPECT_EQ(envelope.event["tags"]["maxTransactionDurationExceeded"], "true");
  EXPECT_NEAR(envelope.end(), 100, 0.01);
  EXPECT_EQ(envelope.dropped()["invalid_time"], 1);
}

TEST(TracerManual, AnEndALittleBeforeTheStartIsTheStart) {
  Session session;
  session.run(CommandList().manual(100, 1).span(110, 2, 1, "s").finish(120, 2, 101).finish(140, 1, 91), 1000);
  Envelope envelope = session.take_one();
  EXPECT_FALSE(envelope.event.contains("tags"));
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["timestamp"]), 110, 0.01);
  EXPECT_NEAR(envelope.end(), 100, 0.01);
  EXPECT_TRUE(envelope.dropped().is_null());
}

TEST(TracerManual, TakesNoEndByItself) {
  Session session;
  session.run(CommandList().manual(0, 1), 0);
  EXPECT_EQ(session.tracer.next_wake(0), std::numeric_limits<double>::infinity());
  session.tick(1e9);
  EXPECT_TRUE(session.take().empty());
}

TEST(TracerManual, LongerThanTheLimitIsMarkedAndSent) {
  Session session(CommandList().configure({kAbsent, kAbsent, kAbsent, 5000}));
  session.run(CommandList().manual(0, 1, "long").finish(5001, 1).manual(6000, 2, "short").finish(11000, 2),
              20000);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].event["tags"]["maxTransactionDurationExceeded"], "true");
  EXPECT_FALSE(envelopes[1].event.contains("tags"));
}

TEST(TracerManual, AChildAfterTheEndIsCounted) {
  Session session;
  session.run(CommandList()
                  .manual(0, 1)
                  .finish(10, 1)
                  .span(20, 2, 1, "late")
                  .request(20, 3, 1)
                  .finish(30, 2)
                  .finish(40, 1),
              50);
  EXPECT_EQ(session.take_one().event["spans"].size(), 0u);
  EXPECT_EQ(session.dropped(Drop::kFinishedParent), 2u);
  EXPECT_EQ(session.dropped(Drop::kStaleHandle), 2u);
}

TEST(TracerManual, ContinuesAnotherTrace) {
  Envelope envelope =
      envelopes_of(
          CommandList()
              .add(Command::kTransaction, {0, 1, 0, kAbsent, kEpoch},
                   {"0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "n", "", "op", "", "", ""})
              .span(1, 2, 1, "s")
              .finish(2, 2)
              .finish(9, 1),
          10)
          .at(0);
  EXPECT_EQ(envelope.trace()["trace_id"], "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(envelope.trace()["parent_span_id"], "b7ad6b7169203331");
  EXPECT_EQ(envelope.span("s")["trace_id"], "0af7651916cd43dd8448eb211c80319c");
}

TEST(TracerManual, IdsAreThoseOfTheHandles) {
  Envelope envelope =
      envelopes_of(CommandList().manual(0, 7).span(1, 8, 7, "s").finish(2, 8).finish(9, 7), 10).at(0);
  EXPECT_EQ(envelope.trace()["span_id"], span_id(19088743, 2309737967, 7));
  EXPECT_EQ(envelope.span("s")["span_id"], span_id(19088743, 2309737967, 8));
}

}  // namespace
}  // namespace headwater::testing
