#include <gtest/gtest.h>

#include "tests/core/support/session.h"
#include "tests/core/support/timing.h"

// A request that outlives its transaction is recorded once, by the id that its header has named.
namespace headwater::testing {
namespace {

CommandList pageload() {
  return CommandList().pageload(0, 1).interactive(10).span(10, 90, 1, "s").finish(20, 90);
}
CommandList stay(double t) { return CommandList().add(Command::kStay, {t}).hide(t); }

constexpr double kStart = 100, kEnd = 7000;
RequestTiming entry() { return {.start = kStart, .end = kEnd, .first_byte = 6900, .transfer_size = 700}; }

// All spans about a request in all envelopes.
std::vector<Json> requests(const std::vector<Envelope>& envelopes) {
  std::vector<Json> found;
  for (const Envelope& envelope : envelopes) {
    for (const Json& span : envelope.event["spans"]) {
      if (span["op"] == "http.client" || span["op"] == "resource.fetch") found.push_back(span);
    }
  }
  return found;
}

void expect_whole(Json span) {
  EXPECT_EQ(span["op"], "http.client");
  EXPECT_EQ(span["span_id"], span_id(19088743, 2309737967, 2));
  EXPECT_EQ(span["status"], "ok");
  EXPECT_EQ(span["data"]["http.response.status_code"], 200);
  EXPECT_EQ(span["data"]["http.response_transfer_size"], 700);
  EXPECT_NEAR(Envelope::since_origin(span["start_timestamp"]), kStart, 0.01);
  EXPECT_NEAR(Envelope::since_origin(span["timestamp"]), kEnd, 0.01);
}

TEST(Carried, ARequestHasOneSpanWhateverEndsItsTransaction) {
  const CommandList answer = CommandList().response(6950, 2) + entry();
  const struct {
    const char* what;
    CommandList list;
    std::string op;
  } cases[] = {
      {"navigation", pageload().fetch(kStart, 2, 1).navigation(500, 3) + answer, "pageload.late"},
      {"two navigations", pageload().fetch(kStart, 2, 1).navigation(500, 3).navigation(900, 4) + answer,
       "pageload.late"},
      {"finish", pageload().fetch(kStart, 2, 1).finish(500, 1) + answer, "pageload.late"},
      {"hidden", pageload().fetch(kStart, 2, 1) + stay(500) + answer, "pageload.late"},
      {"a job", CommandList().manual(0, 1).fetch(kStart, 2, 1).finish(500, 1) + answer, "task.late"},
      {"a job, hidden", CommandList().manual(0, 1).fetch(kStart, 2, 1) + stay(500) + answer, "task.late"},
  };
  for (const auto& one : cases) {
    std::vector<Envelope> envelopes = envelopes_of(CommandList(one.list).hide(8000), 8000);
    const std::vector<Json> found = requests(envelopes);
    ASSERT_EQ(found.size(), 1u) << one.what;
    expect_whole(found[0]);
    EXPECT_EQ(envelopes.back().trace()["op"], one.op) << one.what;
    EXPECT_EQ(envelopes.back().trace()["parent_span_id"], envelopes.front().trace()["span_id"]) << one.what;
    EXPECT_EQ(envelopes.back().event["spans"].size(), 1u);
    EXPECT_FALSE(envelopes.back().event["contexts"].contains("headwater"));
  }
}

TEST(Carried, ItIsSentWhenItIsOver) {
  Session session;
  session.run(pageload().fetch(kStart, 2, 1).fetch(kStart, 5, 1, "https://shop.example/b").navigation(500, 3),
              500);
  EXPECT_EQ(session.take().size(), 1u);
  session.run(CommandList().response(6950, 2) + entry(), 7010);
  EXPECT_EQ(requests(session.take()).size(), 0u) << "the other is not";
  session.run(CommandList().response(7100, 5), 7110);
  EXPECT_EQ(requests(session.take()).size(), 0u) << "its body is not there";
  session.tick(12100);
  EXPECT_EQ(requests(session.take()).size(), 2u) << "and is waited for some seconds";
  EXPECT_EQ(session.tracer.next_wake(12100), kNever);
}

TEST(Carried, ThePageTookUntilTheNavigation) {
  const Envelope page = envelopes_of(pageload().fetch(kStart, 2, 1).navigation(500, 3), 500).at(0);
  EXPECT_NEAR(page.end(), 500, 0.01);
}

TEST(Carried, AnUnreadBodyMakesNoSecondSpan) {
  Session session;
  session.run(CommandList().manual(50, 1).fetch(kStart, 2, 1).response(150, 2).finish(151, 1).flush(152),
              152);
  EXPECT_EQ(requests(session.take()).size(), 1u);
  session.run(RequestTiming{.start = kStart, .end = 153, .first_byte = 140}.command().flush(160).hide(170),
              170);
  EXPECT_TRUE(session.take().empty());
}

TEST(Carried, WithThePageTheyAreCancelled) {
  for (const bool before : {true, false}) {
    CommandList list = pageload().fetch(kStart, 2, 1);
    if (before) list = list + stay(500);
    std::vector<Envelope> envelopes = envelopes_of(list.hide(600), 600);
    const std::vector<Json> found = requests(envelopes);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0]["status"], "cancelled");
    EXPECT_NEAR(Envelope::since_origin(found[0]["timestamp"]), 600, 0.01);
  }
}

TEST(Carried, WhatIsNeverAnsweredIsCancelledAfterMinutes) {
  Session session;
  session.run(pageload().fetch(kStart, 2, 1).navigation(500, 3), 500);
  session.take();
  session.tick(300499);
  EXPECT_EQ(requests(session.take()).size(), 0u);
  session.tick(300500);
  const std::vector<Json> found = requests(session.take());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["status"], "cancelled");
}

TEST(Carried, AnInteractionWhoseRequestGoesOnIsSent) {
  CommandList list = pageload();
  list.transaction(5000, 3, 5, "", kAbsent, "ui.action.click", "").fetch(5010, 2, 3);
  std::vector<Envelope> envelopes =
      envelopes_of(list + stay(5500) + CommandList().response(5600, 2).hide(6000), 6000);
  ASSERT_EQ(envelopes.size(), 3u);
  EXPECT_EQ(envelopes[1].trace()["op"], "ui.action.click");
  EXPECT_EQ(envelopes[2].trace()["parent_span_id"], envelopes[1].trace()["span_id"]);
}

TEST(Carried, TheOldestOfManyMakeRoom) {
  Session session;
  std::size_t sent = 0;
  for (int i = 0; i < 60; ++i) {
    session.run(CommandList().manual(i, 1000 + i).fetch(i, 10 + i, 1000 + i).finish(i, 1000 + i), i);
    sent += requests(session.take()).size();
  }
  EXPECT_EQ(sent, 60 - limits::kCarried);
  session.run(CommandList().hide(100), 100);
  EXPECT_EQ(sent + requests(session.take()).size(), 60u);
}

}  // namespace
}  // namespace headwater::testing
