#include <gtest/gtest.h>

#include "tests/core/support/session.h"

// What happens to everything open when the document is hidden or left.
namespace headwater::testing {
namespace {

TEST(TracerHide, EndsThePageload) {
  Session session;
  session.run(CommandList().pageload(0, 1).span(100, 2, 1, "over").finish(200, 2).hide(500), 500);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.trace()["status"], "cancelled");
  EXPECT_EQ(envelope.finish_reason(), "documentHidden");
  EXPECT_EQ(envelope.data()["sentry.cancellation_reason"], "document.hidden");
  EXPECT_EQ(envelope.event["tags"]["visibilitychange"], "document.hidden");
  EXPECT_NEAR(envelope.end(), 200, 0.01);
  EXPECT_EQ(session.tracer.next_wake(0), std::numeric_limits<double>::infinity());
}

TEST(TracerHide, ARootAloneIsSent) {
  Session session;
  session.run(CommandList().pageload(0, 1).hide(500), 500);
  EXPECT_NEAR(session.take_one().end(), 500, 0.01);
}

TEST(TracerHide, EndsManualTransactionsWithWhatIsOpenInThem) {
  Session session;
  session.run(CommandList().manual(0, 1, "a").span(10, 2, 1, "open").manual(20, 3, "b").hide(500), 500);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  for (Envelope& envelope : envelopes) {
    EXPECT_EQ(envelope.trace()["status"], "cancelled");
    EXPECT_EQ(envelope.data()["sentry.cancellation_reason"], "document.hidden");
    EXPECT_EQ(envelope.finish_reason(), "");
    EXPECT_NEAR(envelope.end(), 500, 0.01);
  }
  EXPECT_EQ(envelopes[0].span("open")["status"], "cancelled");
}

TEST(TracerHide, KeepsAStatusThatWasSet) {
  Session session;
  session.run(CommandList().manual(0, 1).status(1, "not_found").hide(500), 500);
  EXPECT_EQ(session.take_one().trace()["status"], "not_found");
}

TEST(TracerHide, AgainDoesNothing) {
  Session session;
  session.run(CommandList().pageload(0, 1).hide(500).hide(500).hide(501), 501);
  EXPECT_EQ(session.take().size(), 1u);
  EXPECT_EQ(session.dropped(Drop::kStaleHandle), 0u);
}

TEST(TracerHide, WhatComesAfterwardsIsGathered) {
  Session session;
  session.run(CommandList().pageload(0, 1).hide(500).request(600, 2, 1).response(700, 2).hide(800), 800);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].trace()["op"], "pageload.late");
}

TEST(TracerHide, OnlyAfterWhatWasDueBefore) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(100).hide(5000), 5000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_EQ(envelope.trace()["status"], "ok");
}

std::size_t bytes_of(const std::vector<Envelope>& envelopes) {
  std::size_t bytes = 0;
  for (const Envelope& envelope : envelopes) bytes += envelope.text.size();
  return bytes;
}

// `count` spans in the transaction `root`, of handles from `first`.
CommandList spans(CommandList list, double root, double first, int count, double start = 10) {
  for (int i = 0; i < count; ++i) {
    const double handle = first + i;
    list.span(start, handle, root, "a span with a name of some length " + std::to_string(i))
        .finish(start + 10 + i, handle);
  }
  return list;
}

std::size_t spans_of(const std::vector<Envelope>& envelopes) {
  std::size_t count = 0;
  for (const Envelope& envelope : envelopes) count += envelope.event["spans"].size();
  return count;
}

TEST(TracerHide, CutsToTheRoomThatTheBrowserLeaves) {
  for (const double room : {65536.0, 20000.0}) {
    Session session;
    session.run(spans(CommandList().pageload(0, 1), 1, 2, 600).hide(5000, room), 5000);
    std::vector<Envelope> envelopes = session.take();
    ASSERT_EQ(envelopes.size(), 3u) << "and two for the tab's next page";
    const double bytes = static_cast<double>(envelopes[0].text.size());
    EXPECT_LE(bytes, room);
    EXPECT_GE(bytes, room * 0.8) << "and not to much less";
    EXPECT_FALSE(envelopes[0].data().contains("headwater.dropped_spans"));
    for (std::size_t i = 1; i < 3; ++i) {
      EXPECT_LE(envelopes[i].text.size(), 65536u);
      EXPECT_EQ(envelopes[i].trace()["op"], "pageload.late");
      EXPECT_EQ(envelopes[i].trace()["parent_span_id"], envelopes[0].trace()["span_id"]);
    }
    const std::size_t lost = 600 - spans_of(envelopes);
    EXPECT_EQ(envelopes[2].data().value("headwater.dropped_spans", 0u), lost);
    EXPECT_EQ(lost == 0, room > 60000) << "what nobody can keep";
    // What took longest is kept.
    EXPECT_NE(envelopes[0].span("a span with a name of some length 599"), nullptr);
    EXPECT_EQ(envelopes[0].span("a span with a name of some length 0"), nullptr);
  }
}

TEST(TracerHide, SharesTheRoomAndThePageHasTheMost) {
  Session session;
  CommandList list = spans(CommandList().pageload(0, 1).manual(5, 1000, "large"), 1, 2, 500);
  list = spans(std::move(list), 1000, 1001, 400);
  session.run(list.manual(5, 2000, "small").hide(5000, 65536), 5000);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_GT(envelopes.size(), 3u);
  envelopes.resize(3);
  EXPECT_LE(bytes_of(envelopes), 65536u);
  EXPECT_EQ(envelopes[0].trace()["op"], "pageload");
  for (const Envelope& envelope : {envelopes[0], envelopes[1]})
    EXPECT_GT(envelope.event["spans"].size(), 30u);
}

// As the shim sends them: one after another, as long as there is room.
TEST(TracerHide, ThePageArrivesHoweverMuchElseIsOpen) {
  Session session;
  CommandList list = spans(CommandList().pageload(0, 1), 1, 2, 500);
  for (double root = 1000; root < 9000; root += 1000) {
    list = spans(std::move(list.manual(5, root, "large")), root, root + 1, 400);
  }
  session.run(list.hide(5000, 65536), 5000);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_GE(envelopes.size(), 9u);
  EXPECT_EQ(envelopes[0].trace()["op"], "pageload");
  std::size_t sent = 0;
  std::size_t bytes = 0;
  for (const Envelope& one : envelopes) {
    if (bytes + one.text.size() > 65536) continue;
    bytes += one.text.size();
    ++sent;
  }
  EXPECT_LE(envelopes[0].text.size(), 65536u);
  EXPECT_GE(sent, 4u);
}

TEST(TracerHide, WhatFindsNoRoomIsCutToWhatTheNextPageIsLeft) {
  for (const double room : {-5.0, 0.0, 1.0, 4096.0, 6143.0}) {
    Session session;
    session.run(spans(CommandList().pageload(0, 1), 1, 2, 900).hide(5000, room), 5000);
    std::vector<Envelope> envelopes = session.take();
    ASSERT_EQ(envelopes.size(), 2u);
    for (const Envelope& envelope : envelopes) {
      EXPECT_LE(envelope.text.size(), 65536u) << room;
      EXPECT_GT(envelope.event["spans"].size(), 100u) << room;
    }
    EXPECT_EQ(envelopes[1].data()["headwater.dropped_spans"], 900 - spans_of(envelopes));
  }
}

TEST(TracerHide, CutsNothingWithoutALimit) {
  Session session;
  session.run(spans(CommandList().pageload(0, 1), 1, 2, 600).hide(5000), 5000);
  EXPECT_EQ(session.take_one().event["spans"].size(), 600u);
  session.run(spans(CommandList().navigation(6000, 1000), 1000, 1001, 600, 6100).finish(9000, 1000), 9000);
  EXPECT_EQ(session.take_one().event["spans"].size(), 600u) << "nor afterwards";
}

// What no beacon takes, nor the tab's storage.
TEST(TracerHide, ARootTooLargeToBeKeptComesBare) {
  const auto left_with = [](int extras) {
    Session session;
    CommandList list = CommandList().pageload(0, 1).scope_tag("a", "b").measurement(1, "mine", 5);
    for (int i = 0; i < extras; ++i) {
      list.scope_value(1, std::to_string(i), '"' + std::string(8000, 'x') + '"');
      list.data(1, std::to_string(i), '"' + std::string(8000, 'x') + '"');
    }
    session.run(spans(list, 1, 2, 5).hide(5000, 65536), 5000);
    return session.take()[0];
  };
  EXPECT_EQ(left_with(7).event["extra"].size(), 7u) << "as there is still room for one such";
  Envelope bare = left_with(8);
  EXPECT_LT(bare.text.size(), 65536u);
  EXPECT_FALSE(bare.event.contains("extra"));
  EXPECT_EQ(bare.event["tags"], (Json{{"a", "b"}}));
  EXPECT_EQ(bare.event["measurements"]["mine"]["value"], 5);
  EXPECT_EQ(bare.dropped()["payload_full"], 1);
}

// The tab was switched: the page is there a second later.
TEST(TracerHide, OfAPageThatIsOnlyHiddenAllArrives) {
  Session session;
  CommandList list = spans(CommandList().pageload(0, 1), 1, 2, 600);
  list.request(20, 1000, 1).response(40, 1000).span(50, 1001, 1, "outer").span(60, 1002, 1, "inner", 1001);
  session.run(list.finish(70, 1002).finish(80, 1001).stay(5000).hide(5000, 20000), 5000);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 1u);
  EXPECT_LE(envelopes[0].text.size(), 20000u);
  EXPECT_EQ(envelopes[0].trace()["op"], "pageload");
  EXPECT_NE(envelopes[0].span("GET /api"), nullptr) << "a header names it";
  EXPECT_LE(session.tracer.next_wake(5000), 6000);
  session.tick(5999);
  EXPECT_TRUE(session.take().empty());
  session.tick(6000);
  Envelope rest = session.take_one();
  EXPECT_EQ(rest.trace()["op"], "pageload.late");
  EXPECT_EQ(rest.trace()["parent_span_id"], envelopes[0].trace()["span_id"]);
  EXPECT_FALSE(rest.data().contains("headwater.dropped_spans"));
  EXPECT_FALSE(rest.data().contains("sentry.idle_span_finish_reason")) << "which was said of the page";
  EXPECT_EQ(rest.event["spans"].size() + envelopes[0].event["spans"].size(), 603u);
  EXPECT_EQ(rest.span("inner")["parent_span_id"], rest.span("outer")["span_id"]);
  EXPECT_NEAR(rest.start(), 10, 0.01);
  EXPECT_LT(rest.end(), 609) << "which was of the longest, and has gone";
}

TEST(TracerHide, WhatWaitsIsCalledAfterItsTransaction) {
  for (const auto& [list, op] : {std::pair{CommandList().pageload(0, 1), "pageload.late"},
                                 {CommandList().navigation(0, 1), "navigation.late"},
                                 {CommandList().manual(0, 1), "task.late"}}) {
    Session session;
    session.run(spans(list, 1, 2, 300).stay(1000).hide(1000, 20000), 1000);
    ASSERT_EQ(session.take().size(), 1u);
    session.tick(2000);
    EXPECT_EQ(session.take_one().trace()["op"], op);
  }
}

TEST(TracerHide, WhatWaitsForItsTurnIsSentOrKeptWhenThePageIsLeftAfterAll) {
  Session session;
  session.run(spans(CommandList().pageload(0, 1), 1, 2, 700).stay(5000).hide(5000, 20000), 5000);
  ASSERT_EQ(session.take().size(), 1u);
  session.run(CommandList().hide(5100, 0), 5100);
  std::vector<Envelope> kept = session.take();
  ASSERT_EQ(kept.size(), 2u);
  for (Envelope& envelope : kept) {
    EXPECT_EQ(envelope.trace()["op"], "pageload.late");
    EXPECT_LE(envelope.text.size(), 65536u);
  }
  EXPECT_EQ(session.tracer.next_wake(5100), kNever);
}

TEST(TracerHide, WhatHasNoRoomAtAllGoesLaterWithItsRoot) {
  Session session;
  CommandList list = CommandList().manual(0, 1, "one").manual(1, 2, "two").manual(2, 3, "three");
  session.run(list.stay(50).hide(50, 7000), 50);
  std::vector<Envelope> envelopes = session.take();
  const std::size_t at_once = envelopes.size();
  EXPECT_LT(at_once, 3u);
  // It is over: what is said of it now is said too late.
  session.run(CommandList().tag(1, "a", "late").tag(2, "a", "late").tag(3, "a", "late").finish(60, 3), 60);
  EXPECT_EQ(session.dropped(Drop::kStaleHandle), 4u);
  session.tick(2000);
  for (const Envelope& envelope : session.take()) envelopes.push_back(envelope);
  ASSERT_EQ(envelopes.size(), 3u);
  for (Envelope& envelope : envelopes) {
    EXPECT_EQ(envelope.trace()["op"], "task");
    EXPECT_EQ(envelope.trace()["status"], "cancelled");
    EXPECT_FALSE(envelope.event.contains("tags") && envelope.event["tags"].contains("a"));
    EXPECT_NEAR(envelope.end(), 50, 0.01);
  }
}

TEST(TracerHide, WhatAHiddenPageDoesGoesSoon) {
  Session session;
  session.run(CommandList().pageload(0, 1).stay(500).hide(500).request(600, 2, 1).response(700, 2), 700);
  ASSERT_EQ(session.take().size(), 1u);
  session.tick(5600);
  EXPECT_EQ(session.take_one().trace()["op"], "pageload.late");
  // Shown again, it has time.
  session.run(
      CommandList().add(Command::kEntry, {6000, 6, 6000, 0}, {""}).request(6100, 3, 1).response(6200, 3),
      6200);
  session.tick(20000);
  EXPECT_TRUE(session.take().empty());
}

// It is kept for the next page instead.
TEST(TracerHide, CutsNothingToShreds) {
  Session session;
  session.run(spans(CommandList().pageload(0, 1), 1, 2, 100).hide(5000, 3000), 5000);
  EXPECT_EQ(session.take_one().event["spans"].size(), 100u);
}

TEST(TracerHide, ARootThatWasSentIsNotSentAgain) {
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .root_sent(0, 1)
                  .tag(1, "kept", "yes")
                  .request(50, 2, 1)
                  .response(80, 2)
                  .span(100, 3, 1, "own")
                  .finish(200, 3)
                  .hide(500),
              500);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.trace()["op"], "pageload.late");
  EXPECT_EQ(envelope.trace()["parent_span_id"], span_id(19088743, 2309737967, 1));
  EXPECT_NE(envelope.trace()["span_id"], envelope.trace()["parent_span_id"]);
  EXPECT_EQ(envelope.event["tags"]["kept"], "yes");
  EXPECT_EQ(envelope.event["spans"].size(), 2u);
  EXPECT_EQ(session.tracer.drops()[Drop::kStaleHandle], 0u);
}

TEST(TracerHide, ARootThatWasSentIsNotSentAgainThoughItEndedBefore) {
  Session session;
  // The command is applied when the transaction started, however late it was written.
  session.run(CommandList().pageload(0, 1).interactive(10).hide(5000).root_sent(0, 1), 8000);
  EXPECT_EQ(session.take_one().trace()["op"], "pageload.late");
}

TEST(TracerHide, WhatIsDiscardedIsReportedWhenThePageIsLeft) {
  Session session;
  session.run(CommandList().manual(0, 1).finish(10, 1), 10);
  String text;
  ASSERT_TRUE(take_joined(session.tracer, text));
  session.run(CommandList().answer(20, 1, 0, 413).hide(30), 30);
  ASSERT_TRUE(take_joined(session.tracer, text));
  const std::string_view view = text;
  EXPECT_EQ(Json::parse(view.substr(0, view.find('\n'))),
            Json::parse(R"({"sent_at": "2025-11-22T08:26:40.030Z",
                            "sdk": {"name": "sentry.javascript.browser.headwater", "version": "1.2.3"}})"))
      << view;
  EXPECT_NE(text.find(R"("reason":"send_error","category":"transaction","quantity":1)"), std::string::npos);
  EXPECT_FALSE(take_joined(session.tracer, text));
}

TEST(TracerHide, WhatIsDueToBeSentIsCalledFor) {
  Session session;
  session.run(CommandList().manual(0, 1).finish(10, 1), 10);
  String text;
  ASSERT_TRUE(take_joined(session.tracer, text));
  EXPECT_EQ(session.tracer.next_wake(10), kNever);
  session.run(CommandList().answer(20, 1, 0, 429, "60:transaction:key"), 20);
  EXPECT_FALSE(take_joined(session.tracer, text));
  EXPECT_EQ(session.tracer.next_wake(20), 60020);
  session.tick(60020);
  ASSERT_TRUE(take_joined(session.tracer, text));
  EXPECT_NE(text.find("2025-11-22T08:27:40.020Z"), std::string::npos) << "sent now";
}

}  // namespace
}  // namespace headwater::testing
