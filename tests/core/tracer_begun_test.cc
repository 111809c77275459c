#include <gtest/gtest.h>

#include "tests/core/support/session.h"
#include "tests/core/support/timing.h"

// Navigations that begin before the address changes: those that are told of when they begin, and those of
// which it is known afterwards. And those in which nothing happens.
namespace headwater::testing {
namespace {

std::string id(Handle handle) { return std::string(span_id(19088743, 2309737967, handle)); }
constexpr const char* kBefore = "0f2c8a61b5d94e7790ab3c4d5e6f7081-00000000000000aa-1";

CommandList pageload() { return CommandList().pageload(0, 1).interactive(10).mark(20, "m"); }

TEST(Begun, TheAddressChangesWithinIt) {
  CommandList list = pageload().begin_navigation(500, 2).request(510, 3, 2).response(900, 3);
  list.resource({.start = 520, .end = 700, .url = "https://shop.example/chunk.js"});
  list.address(1000, 2, true, "/there/42").request(1010, 4, 2).response(1100, 4);
  std::vector<Envelope> envelopes = envelopes_of(list, 5000);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_NEAR(envelopes[0].end(), 20, 0.01);
  EXPECT_EQ(envelopes[0].finish_reason(), "cancelled");
  EXPECT_EQ(envelopes[0].event["spans"].size(), 1u);
  Envelope& navigation = envelopes[1];
  EXPECT_EQ(navigation.trace()["op"], "navigation");
  EXPECT_EQ(navigation.trace()["span_id"], id(2));
  EXPECT_EQ(navigation.event["transaction"], "/there/:id");
  EXPECT_EQ(navigation.event["request"]["url"], "https://shop.example/there/42");
  EXPECT_EQ(navigation.data()["url.path"], "/there/42");
  EXPECT_EQ(navigation.event["spans"].size(), 3u);
  EXPECT_NEAR(navigation.start(), 500, 0.01);
  EXPECT_NEAR(navigation.end(), 1100, 0.01);
}

// The page may be long over.
TEST(Begun, ItLastsAtLeastUntilTheAddressChanges) {
  std::vector<Envelope> envelopes =
      envelopes_of(pageload().begin_navigation(5000, 2).address(8000, 2), 20000);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelopes[1].end(), 8000, 0.01);
  EXPECT_EQ(envelopes[1].finish_reason(), "idleTimeout");
}

TEST(Begun, WhatItHoldsBelongsToThePageThatStayed) {
  CommandList list = pageload().begin_navigation(500, 2).link(2, kBefore);
  list.request(510, 3, 2).response(900, 3).fetch(520, 4, 2).span(530, 5, 2, "load").finish(600, 5);
  list.address(950, 2, false, "/cart").request(960, 6, 1).response(970, 6).response(1500, 4, 200, 3);
  std::vector<Envelope> envelopes = envelopes_of(list.response(1600, 4).hide(9000), 9000);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].trace()["op"], "pageload");
  EXPECT_FALSE(envelopes[0].span("GET /api").is_null()) << "it goes on";
  EXPECT_NEAR(envelopes[0].end(), 970, 0.01);
  Envelope& late = envelopes[1];
  EXPECT_EQ(late.trace()["op"], "pageload.late");
  EXPECT_EQ(late.event["transaction"], "/cart");
  EXPECT_EQ(late.event["request"]["url"], "https://shop.example/cart");
  EXPECT_EQ(late.trace()["span_id"], id(2)) << "headers may have named it";
  EXPECT_FALSE(late.trace().contains("parent_span_id"));
  EXPECT_EQ(late.event["contexts"]["trace"]["links"][0]["span_id"], "00000000000000aa");
  ASSERT_EQ(late.event["spans"].size(), 3u);
  EXPECT_EQ(late.event["spans"][0]["span_id"], id(3));
  EXPECT_FALSE(late.event["contexts"].contains("headwater"));
}

TEST(Begun, OneThatComesToNothingAndHoldsNothingIsNotSent) {
  Session session;
  session.run(pageload().begin_navigation(500, 2).address(600, 2, false, "/cart").hide(700), 700);
  EXPECT_EQ(session.take_one().trace()["op"], "pageload");
  session.run(CommandList().begin_navigation(1000, 3).named(3).address(1100, 3, false, "/cart"), 1200);
  EXPECT_EQ(session.take_one().trace()["span_id"], id(3)) << "a header named it";
}

TEST(Begun, ASecondOneTakesItsPlace) {
  CommandList list = pageload().begin_navigation(500, 2).request(510, 3, 2).response(520, 3);
  list.begin_navigation(600, 4).request(610, 5, 4).response(620, 5).address(700, 4);
  std::vector<Envelope> envelopes = envelopes_of(list, 5000);
  ASSERT_EQ(envelopes.size(), 3u);
  EXPECT_EQ(envelopes[0].finish_reason(), "cancelled");
  EXPECT_EQ(envelopes[1].trace()["span_id"], id(4));
  EXPECT_EQ(envelopes[2].trace()["span_id"], id(2));
  EXPECT_EQ(envelopes[2].event["spans"].size(), 1u);
}

TEST(Begun, WhatFollowsItsEarlyEndIsItsFollowUp) {
  for (const bool changed : {true, false}) {
    CommandList list = pageload().begin_navigation(500, 2).add(Command::kStay, {600}).hide(600);
    list.request(700, 3, 2).response(800, 3).address(900, 2, changed).hide(1000);
    std::vector<Envelope> envelopes = envelopes_of(list, 1000);
    ASSERT_EQ(envelopes.size(), 3u) << changed;
    EXPECT_EQ(envelopes[1].trace()["op"], "navigation");
    EXPECT_EQ(envelopes[2].trace()["op"], "navigation.late");
    EXPECT_EQ(envelopes[2].trace()["parent_span_id"], id(2));
    EXPECT_EQ(envelopes[2].event["transaction"], "/next");
    EXPECT_FALSE(envelopes[2].event["contexts"].contains("headwater"));
  }
}

TEST(Begun, WrongCommandsAreCounted) {
  Session session;
  session.run(CommandList().address(10, 5).pageload(20, 1).address(30, 1).named(77), 50);
  EXPECT_EQ(session.dropped(Drop::kStaleHandle), 2u);
  session.run(CommandList().begin_navigation(60, 2).navigation(70, 3).address(80, 2), 80);
  EXPECT_EQ(session.take_one().dropped()["stale_handle"], 2) << "the pageload";
  EXPECT_EQ(session.dropped(Drop::kStaleHandle), 1u);
}

// A layout shift of the page that is still shown is no shift of the next.
TEST(Begun, VitalsAreThoseOfThePageThatIsShown) {
  CommandList list = pageload().paint(30, "first-contentful-paint");
  list.add(Command::kLayoutShift, {0, 0, 0}, {""}).begin_navigation(500, 2);
  list.add(Command::kLayoutShift, {600, 0.25, 0}, {"p"}).address(1000, 2);
  list.add(Command::kLayoutShift, {1100, 0.5, 0}, {"p"}).hide(1200);
  std::vector<Envelope> envelopes = envelopes_of(list, 1200);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].event["measurements"]["cls"]["value"], 0.25);
  EXPECT_EQ(envelopes[1].event["measurements"]["cls"]["value"], 0.5);
}

// Told at 900 that it began at 500: what was told before is as if it had been told in time.
TEST(Begun, ANavigationToldOfLateTakesWhatTheCoreHasRecordedSince) {
  CommandList before = pageload().request(450, 7, 1).response(460, 7).request(510, 3, 1).response(700, 3);
  before.span(505, 8, 1, "load")
      .finish(800, 8)
      .resource({.start = 520, .end = 600, .url = "https://shop.example/chunk.js"});
  const CommandList navigation = CommandList().navigation(900, 2, 500).hide(3000);
  const std::vector<Envelope> at_once = envelopes_of(before + navigation, 3000);
  Session session;
  session.run(before, 850);
  session.run(navigation, 3000);
  const std::vector<Envelope> later = session.take();
  for (std::vector<Envelope> envelopes : {at_once, later}) {
    ASSERT_EQ(envelopes.size(), 3u);
    EXPECT_NEAR(envelopes[0].end(), 460, 0.01);
    EXPECT_EQ(envelopes[0].event["spans"].size(), 2u);
    EXPECT_NEAR(envelopes[1].start(), 500, 0.01);
    EXPECT_EQ(envelopes[1].trace()["op"], "navigation");
    ASSERT_EQ(envelopes[1].event["spans"].size(), 1u);
    EXPECT_FALSE(envelopes[1].span("/chunk.js").is_null());
    EXPECT_NEAR(envelopes[1].end(), 900, 0.01) << "the address has changed then";
    EXPECT_EQ(envelopes[2].trace()["op"], "pageload.late");
    EXPECT_EQ(envelopes[2].event["spans"].size(), 2u);
    EXPECT_EQ(envelopes[2].span("GET /api")["span_id"], id(3));
  }
}

TEST(Begun, ThePageBeforeMayBeOver) {
  Session session;
  session.run(pageload().resource({.start = 5100, .end = 5200}), 5500);
  EXPECT_EQ(session.take().size(), 1u);
  session.run(CommandList().navigation(5600, 2, 5050), 9000);
  Envelope navigation = session.take_one();
  EXPECT_EQ(navigation.event["spans"].size(), 1u);
  EXPECT_NEAR(navigation.end(), 5600, 0.01);
}

TEST(Begun, OfOneThatIsNotRecordedNothingStaysInThePageBefore) {
  Session session;
  session.run(pageload().request(450, 3, 1).response(460, 3).resource({.start = 520, .end = 600}), 850);
  session.run(CommandList().transaction(900, 2, 6, "/next", 500, "navigation", "url").hide(1000), 1000);
  EXPECT_EQ(session.take_one().event["spans"].size(), 2u);
}

// A navigation in which nothing happens.

TEST(EmptyNavigation, IsNotSent) {
  Session session;
  session.run(pageload().add(Command::kLayoutShift, {0, 0, 0}, {""}).navigation(500, 2).hide(5000), 5000);
  EXPECT_EQ(session.take_one().trace()["op"], "pageload");
  session.run(CommandList().navigation(6000, 3, 5990), 9000);
  EXPECT_TRUE(session.take().empty());
}

TEST(EmptyNavigation, IsSentIfAnythingHappened) {
  const CommandList cases[] = {
      CommandList().navigation(500, 2).mark(500, "m"),
      CommandList().navigation(500, 2, 450),
      CommandList().navigation(500, 2).named(2),
      CommandList().navigation(500, 2).status(2, "internal_error"),
      CommandList().navigation(500, 2).measurement(2, "mine", 1),
      CommandList().navigation(500, 2).hide(501),
      CommandList().navigation(500, 2).navigation(501, 3),
      CommandList().navigation(500, 2).request(500, 3, 2).add(Command::kStay, {500}).hide(500),
  };
  for (const CommandList& one : cases) {
    std::vector<Envelope> envelopes = envelopes_of(pageload() + one, 5000);
    ASSERT_EQ(envelopes.size(), 2u);
    EXPECT_EQ(envelopes[1].trace()["span_id"], id(2));
    EXPECT_EQ(envelopes[1].trace()["op"], "navigation");
  }
}

// What follows it is what makes it known: its own id is the follow-up's, as a header may name it.
TEST(EmptyNavigation, LaterThingsAreThoseOfItsPage) {
  CommandList list = pageload().navigation(500, 2).link(2, kBefore).tag(2, "a", "b");
  list.flush(3000).name(2, "/named", "route").request(9000, 3, 2).response(9100, 3).flush(9200);
  list.request(9300, 4, 2).response(9400, 4).finish(9500, 2).hide(9900);
  Session session;
  session.run(list, 9900);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 3u);
  Envelope& first = envelopes[1];
  EXPECT_EQ(first.trace()["op"], "navigation.late");
  EXPECT_EQ(first.trace()["span_id"], id(2));
  EXPECT_FALSE(first.trace().contains("parent_span_id"));
  EXPECT_EQ(first.event["transaction"], "/named");
  EXPECT_EQ(first.event["tags"]["a"], "b");
  EXPECT_EQ(first.finish_reason(), "");
  EXPECT_NEAR(first.start(), 9000, 0.01);
  EXPECT_NEAR(first.end(), 9100, 0.01);
  EXPECT_EQ(envelopes[2].trace()["parent_span_id"], id(2));
  EXPECT_EQ(envelopes[2].event["transaction"], "/named");
  EXPECT_EQ(envelopes[2].dropped()["stale_handle"], 1) << "it is over";
}

TEST(EmptyNavigation, AHeaderThatNamesItLaterHasItSent) {
  std::vector<Envelope> envelopes =
      envelopes_of(pageload().navigation(500, 2).flush(5000).named(2).hide(6000), 6000);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].trace()["span_id"], id(2));
  EXPECT_NEAR(envelopes[1].start(), 5000, 0.01);
}

// Where those that come late are spans of their own, they need a root.
TEST(EmptyNavigation, AVitalThatComesLaterHasItSent) {
  for (const double late_vitals : {0, 1}) {
    Session session;
    session.run(CommandList().add(Command::kRules, {kAbsent, late_vitals, kAbsent}, {"", "", ""}), 0);
    session.run(pageload().navigation(500, 2), 2000);
    session.take();
    session.run(CommandList().add(Command::kLayoutShift, {3000, 0.25, 0}, {"p"}).flush(4000), 4000);
    Envelope late = session.take_one();
    EXPECT_EQ(late.trace()["op"], "navigation.late");
    EXPECT_EQ(late.trace()["span_id"], id(2));
    EXPECT_EQ(late.event["measurements"]["cls"]["value"], 0.25);
  }
}

TEST(EmptyNavigation, IsNoPageBeforeTheNext) {
  CommandList list = pageload().navigation(500, 2).link(2, kBefore);
  list.navigation(5000, 3).link(3, "1f2c8a61b5d94e7790ab3c4d5e6f7081-00000000000000bb-1").mark(5010, "m");
  std::vector<Envelope> envelopes = envelopes_of(list, 9000);
  ASSERT_EQ(envelopes.size(), 2u);
  ASSERT_EQ(envelopes[1].trace()["links"].size(), 1u);
  EXPECT_EQ(envelopes[1].trace()["links"][0]["span_id"], "00000000000000aa");
}

}  // namespace
}  // namespace headwater::testing
