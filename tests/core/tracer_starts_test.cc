#include <gtest/gtest.h>

#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

CommandList rules(std::string name_rules, std::string query_keys = "", double min_span_duration = 0) {
  return CommandList().add(Command::kRules, {min_span_duration, 0, kAbsent},
                           {std::move(name_rules), std::move(query_keys), ""});
}

Envelope page_named(const std::string& path, const std::string& source = "url",
                    const std::string& templates = "") {
  Session session;
  session.run(rules(templates), 0);
  session.run(CommandList()
                  .add(Command::kTransaction, {0, 1, 1, 0, kEpoch},
                       {std::string(kTraceId), "", path, source, "pageload", "auto.pageload.browser",
                        "https://shop.example" + path + "?page=2&secret=1#top", ""})
                  .interactive(0),
              20000);
  return session.take_one();
}

TEST(PageName, IsGroupedWhenItIsAPath) {
  Envelope envelope = page_named("/users/42/orders/7f3a9c1b");
  EXPECT_EQ(envelope.event["transaction"], "/users/:id/orders/:id");
  EXPECT_EQ(envelope.event["transaction_info"]["source"], "route");
  EXPECT_EQ(envelope.data()["url.path"], "/users/42/orders/7f3a9c1b");
  EXPECT_EQ(envelope.event["request"]["url"], "https://shop.example/users/42/orders/7f3a9c1b");
}

TEST(PageName, StaysWithoutIdentifiers) {
  Envelope envelope = page_named("/about");
  EXPECT_EQ(envelope.event["transaction"], "/about");
  EXPECT_EQ(envelope.event["transaction_info"]["source"], "url");
  EXPECT_FALSE(envelope.data().contains("url.path"));
}

TEST(PageName, ThatWasChosenIsLeftAlone) {
  Envelope envelope = page_named("/users/42", "custom");
  EXPECT_EQ(envelope.event["transaction"], "/users/42");
  EXPECT_EQ(envelope.event["transaction_info"]["source"], "custom");
}

TEST(PageName, FollowsTheFirstRuleThatFits) {
  EXPECT_EQ(page_named("/shop/books/7", "url", "/cart\n/shop/:category/*\n/shop/*").event["transaction"],
            "/shop/:category/*");
}

TEST(QueryKeys, OnlyThoseGivenLeaveThePage) {
  Session session;
  session.run(rules("", "page"), 0);
  session.run(CommandList()
                  .add(Command::kTransaction, {0, 1, 1, 0, kEpoch},
                       {std::string(kTraceId), "", "/list", "url", "pageload", "auto.pageload.browser",
                        "https://shop.example/list?page=2&secret=1", ""})
                  .request(10, 2, 1, "https://shop.example/api?secret=2&page=3")
                  .response(20, 2)
                  .interactive(0),
              20000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.event["request"]["url"], "https://shop.example/list?page=2");
  EXPECT_EQ(envelope.span("GET /api")["data"]["url"], "https://shop.example/api?page=3");
}

TEST(Links, AreWrittenOnTheRoot) {
  Session session;
  session.run(
      CommandList()
          .pageload(0, 1)
          .add(Command::kLink, {1}, {"0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1", "previous_trace"})
          .add(Command::kLink, {1},
               {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "stale_trace"})
          .add(Command::kLink, {1}, {"nonsense", "previous_trace"})
          .add(Command::kLink, {1}, {"0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", ""})
          .interactive(0),
      20000);
  Envelope envelope = session.take_one();
  const Json first = {{"trace_id", "0af7651916cd43dd8448eb211c80319c"},
                      {"span_id", "b7ad6b7169203331"},
                      {"sampled", true},
                      {"attributes", {{"sentry.link.type", "previous_trace"}}}};
  Json second = first;
  second["sampled"] = false;
  second["attributes"]["sentry.link.type"] = "stale_trace";
  const Json third = {{"trace_id", "0af7651916cd43dd8448eb211c80319c"}, {"span_id", "b7ad6b7169203331"}};
  EXPECT_EQ(envelope.event["contexts"]["trace"]["links"], Json::array({first, second, third}));
  EXPECT_EQ(envelope.dropped(), (Json{{"invalid_trace", 1}}));
}

TEST(Hold, KeepsAQuietPageloadOpen) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(0).add(Command::kHold, {0, 1, 1}), 5000);
  EXPECT_TRUE(session.take().empty());
  session.run(CommandList().add(Command::kHold, {6000, 1, -1}), 6500);
  EXPECT_TRUE(session.take().empty());
  session.run(CommandList(), 7000);
  EXPECT_EQ(session.take_one().data()["sentry.idle_span_finish_reason"], "idleTimeout");
}

TEST(Hold, DoesNotOutliveTheFinalTimeout) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(0).add(Command::kHold, {0, 1, 1}), 30000);
  EXPECT_EQ(session.take_one().data()["sentry.idle_span_finish_reason"], "finalTimeout");
}

TEST(Hold, EndsWhenThePageSaysThatItIsLoaded) {
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .interactive(0)
                  .add(Command::kHold, {0, 1, 1})
                  .mark(800, "seen")
                  .add(Command::kHold, {2500, 1, 0}),
              2500);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.data()["sentry.idle_span_finish_reason"], "reportPageLoaded");
  EXPECT_DOUBLE_EQ(envelope.event["timestamp"].get<double>(), (kEpoch + 2500) / 1000);
}

TEST(Error, MarksTheOpenPageloadAlone) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(0).add(Command::kError, {500}), 20000);
  EXPECT_EQ(session.take_one().event["contexts"]["trace"]["status"], "internal_error");
  session.run(CommandList().add(Command::kError, {20000}).hide(20001), 20001);
  EXPECT_TRUE(session.take().empty());
}

TEST(Redirect, IsAChildOfNoLength) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(0).add(Command::kRedirect, {200, 2, 1},
                                                              {"https://shop.example/home?token=1"}),
              20000);
  const Json span = session.take_one().span("/home");
  EXPECT_EQ(span["op"], "navigation.redirect");
  EXPECT_EQ(span["start_timestamp"], span["timestamp"]);
}

}  // namespace
}  // namespace headwater::testing
