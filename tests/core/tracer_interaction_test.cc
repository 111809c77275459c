#include <gtest/gtest.h>

#include "tests/core/support/session.h"

// A user's interaction is a transaction only of what it causes.
namespace headwater::testing {
namespace {

CommandList page() { return CommandList().pageload(0, 1).interactive(10).span(20, 2, 1, "x").finish(30, 2); }

CommandList& interaction(CommandList& list, double t, double handle, double start = kAbsent) {
  return list.transaction(t, handle, 5, "", start, "ui.action.click", "");
}

std::vector<std::string> names_of(const std::vector<Envelope>& envelopes) {
  std::vector<std::string> names;
  for (const Envelope& envelope : envelopes) names.push_back(envelope.event["transaction"]);
  return names;
}

TEST(TracerInteraction, EndsWhenItsRequestsAreOver) {
  CommandList list = page();
  interaction(list, 5010, 3, 5000).request(5020, 4, 3).response(5200, 4);
  Session session;
  session.run(list, 6000);
  session.take();
  session.tick(6199.9);
  EXPECT_TRUE(session.take().empty());
  session.tick(6200);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.trace()["op"], "ui.action.click");
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelope.start(), 5000, 0.01);
  EXPECT_NEAR(envelope.end(), 5200, 0.01);
  EXPECT_EQ(envelope.span("GET /api")["parent_span_id"], envelope.trace()["span_id"]);
}

TEST(TracerInteraction, HasTheNameOfThePage) {
  CommandList list = page();
  list.name(1, "/shop/:id", "route");
  interaction(list, 500, 3).request(510, 4, 3).response(520, 4);
  interaction(list, 9000, 5).request(9010, 6, 5).response(9020, 6);
  list.transaction(9500, 7, 5, "save", kAbsent, "ui.action.click").request(9510, 8, 7).response(9520, 8);
  std::vector<Envelope> envelopes = envelopes_of(list, 60000);
  EXPECT_EQ(names_of(envelopes), (std::vector<std::string>{"/shop/:id", "/shop/:id", "/shop/:id", "save"}));
  EXPECT_EQ(envelopes.at(2).event["transaction_info"]["source"], "route") << "the page had ended";
}

TEST(TracerInteraction, WithoutAPageItIsUnlabeled) {
  CommandList list;
  interaction(list, 500, 3).request(510, 4, 3).response(520, 4);
  EXPECT_EQ(names_of(envelopes_of(list, 60000)), std::vector<std::string>{"<unlabeled transaction>"});
}

TEST(TracerInteraction, WaitsForTheFirstRequestOfASlowHandler) {
  CommandList list = page();
  interaction(list, 5000, 3).request(12000, 4, 3).response(12100, 4);
  Session session;
  session.run(list, 20000);
  session.take();
  EXPECT_TRUE(session.tracer.drops().empty());
  session.tick(60000);
  EXPECT_EQ(session.take().size(), 0u) << "sent already";
  std::vector<Envelope> envelopes = envelopes_of(list, 20000);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_FALSE(envelopes[1].span("GET /api").is_null());
}

CommandList& long_frame(CommandList& list, double start, double duration) {
  return list.add(Command::kLongAnimationFrame,
                  {start + duration, start, duration, 0, 0, 0, 0, kAbsent, kAbsent, kAbsent, kAbsent},
                  {"", "", "", ""});
}

TEST(TracerInteraction, LongFramesAfterItAreItsOwn) {
  CommandList list = page();
  long_frame(list, 4000, 80);
  interaction(list, 5010, 3, 5000);
  long_frame(list, 4930, 60);
  long_frame(list, 5002, 400);
  long_frame(list.hide(9000), 8000, 90);
  std::vector<Envelope> envelopes = envelopes_of(list, 60000);
  EXPECT_EQ(names_of(envelopes), (std::vector<std::string>{"/cart", "/cart", "/cart"}));
  const Envelope& click = envelopes.at(1);
  EXPECT_EQ(click.event["contexts"]["trace"]["op"], "ui.action.click");
  EXPECT_EQ(click.event["spans"].size(), 1u);
  EXPECT_NEAR(click.end(), 5402, 0.01);
}

TEST(TracerInteraction, OneThatCausedNothingIsNotSent) {
  CommandList quiet = page();
  interaction(quiet, 5000, 3);
  EXPECT_EQ(names_of(envelopes_of(quiet, 60000)), std::vector<std::string>{"/cart"});
  CommandList hidden = page();
  interaction(hidden, 5000, 3).hide(5100);
  EXPECT_EQ(names_of(envelopes_of(hidden, 60000)), std::vector<std::string>{"/cart"});
}

TEST(TracerInteraction, AnyNumberOfThemTakesNoRoom) {
  CommandList list = page();
  for (int i = 0; i < 200; ++i) interaction(list, 5000 + i, 10 + i);
  list.manual(5300, 3).finish(5400, 3);
  EXPECT_EQ(names_of(envelopes_of(list, 5500)), (std::vector<std::string>{"/cart", "job"}));
}

TEST(TracerInteraction, OneWithARequestOutlivesTheNext) {
  CommandList list = page();
  interaction(list, 5000, 3).request(5010, 4, 3);
  interaction(list, 5100, 5).response(5200, 4);
  EXPECT_EQ(envelopes_of(list, 60000).size(), 2u);
}

}  // namespace
}  // namespace headwater::testing
