#include "src/outbox/envelope.h"

#include <gtest/gtest.h>

#include "src/record/limits.h"
#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

std::vector<std::string> keys_of(const nlohmann::ordered_json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

CommandList one_transaction(const CommandList& inside) {
  CommandList list;
  list.manual(100, 1);
  list.commands.insert(list.commands.end(), inside.commands.begin(), inside.commands.end());
  return list.finish(200, 1);
}

TEST(Envelope, HasTheHeaderThatReceiversNeed) {
  Session session(
      CommandList().configure({kAbsent, kAbsent, kAbsent, kAbsent},
                              {"1.2.3", "https://k@host/1", "https://shop.example", "", "", "", ""}));
  session.run(CommandList()
                  .add(Command::kTransaction, {100, 1, 0, kAbsent, kEpoch + 100},
                       {std::string(kTraceId), "b7ad6b7169203331", "n", "route", "op", "auto.x", "",
                        R"({"trace_id":"t","sample_rate":"0.5"})"})
                  .finish(200, 1),
              5000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.header["sdk"],
            (Json{{"name", "sentry.javascript.browser.headwater"}, {"version", "1.2.3"}}));
  EXPECT_EQ(envelope.header["sent_at"], rfc3339(kEpoch + 5000));
  EXPECT_EQ(envelope.header["dsn"], "https://k@host/1");
  EXPECT_EQ(envelope.header["trace"], (Json{{"trace_id", "t"}, {"sample_rate", "0.5"}}));
  EXPECT_EQ(envelope.header["event_id"], envelope.event["event_id"]);
  EXPECT_EQ(envelope.item["type"], "transaction");
  EXPECT_EQ(envelope.trace()["parent_span_id"], "b7ad6b7169203331");
  EXPECT_EQ(envelope.event["transaction_info"]["source"], "route");
}

TEST(Envelope, LeavesOutWhatIsNotThere) {
  Envelope envelope = envelopes_of(one_transaction({}), 1000).at(0);
  for (const char* key : {"dsn", "trace"}) EXPECT_FALSE(envelope.header.contains(key)) << key;
  for (const char* key : {"release", "tags", "measurements", "user", "extra"})
    EXPECT_FALSE(envelope.event.contains(key)) << key;
  EXPECT_FALSE(envelope.trace().contains("parent_span_id"));
  EXPECT_FALSE(envelope.trace().contains("description"));
  EXPECT_FALSE(envelope.event["contexts"].contains("headwater"));
  EXPECT_EQ(envelope.event["environment"], "production");
  EXPECT_EQ(envelope.event["spans"], Json::array());
  EXPECT_EQ(envelope.event["platform"], "javascript");
  EXPECT_EQ(envelope.trace()["status"], "ok");
}

TEST(Envelope, SaysWhereThePageWas) {
  Session session(CommandList().configure(
      {kAbsent, kAbsent, kAbsent, kAbsent},
      {"1", "", "https://shop.example", "Agent/1", "https://search.example/?q=secret", "r@1", "staging"}));
  session.run(one_transaction({}), 1000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.event["request"],
            (Json{{"url", "https://shop.example/cart"},
                  {"headers", {{"User-Agent", "Agent/1"}, {"Referer", "https://search.example/"}}}}));
  EXPECT_EQ(envelope.event["release"], "r@1");
  EXPECT_EQ(envelope.event["environment"], "staging");
}

TEST(Envelope, MembersStandInOneOrder) {
  const CommandList list = one_transaction(CommandList()
                                               .tag(1, "a", "b")
                                               .data(1, "j", "[1]")
                                               .measurement(1, "m", 1)
                                               .span(110, 2, 1, "x")
                                               .finish(120, 2));
  const auto of = [&] {
    const std::string text = envelopes_of(list, 1000).at(0).text;
    const std::size_t payload = text.find('\n', text.find('\n') + 1) + 1;
    return keys_of(
        nlohmann::ordered_json::parse(text.substr(payload, text.size() - payload - 1), nullptr, false));
  };
  EXPECT_EQ(of(), of());
  EXPECT_EQ(of().front(), "type");
  EXPECT_EQ(of().back(), "spans");
}

TEST(Envelope, NumbersHaveOneForm) {
  Envelope envelope = envelopes_of(one_transaction(CommandList()
                                                       .measurement(1, "whole", 300)
                                                       .measurement(1, "half", 0.5)
                                                       .measurement(1, "big", 1e21)),
                                   1000)
                          .at(0);
  EXPECT_NE(envelope.text.find(R"("whole":{"value":300,)"), std::string::npos) << envelope.text;
  EXPECT_NE(envelope.text.find(R"("half":{"value":0.5,)"), std::string::npos);
  EXPECT_NE(envelope.text.find(R"("big":{"value":1000000000000000e6,)"), std::string::npos);
  EXPECT_NE(envelope.text.find(R"("start_timestamp":1763800000.1,)"), std::string::npos);
}

TEST(Envelope, TheTransactionsOwnValuesWin) {
  Session session;
  session.run(CommandList()
                  .scope_tag("shared", "scope")
                  .scope_tag("scope", "s")
                  .scope_value(0, "", R"({"id":"7"})")
                  .scope_value(1, "e", "[1,null]")
                  .scope_value(2, "app", R"({"v":1})"),
              0);
  session.run(one_transaction(CommandList().tag(1, "shared", "own")), 1000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.event["tags"], (Json{{"shared", "own"}, {"scope", "s"}}));
  EXPECT_EQ(envelope.event["user"], (Json{{"id", "7"}}));
  EXPECT_EQ(envelope.event["extra"], (Json{{"e", {1, nullptr}}}));
  EXPECT_EQ(envelope.event["contexts"]["app"], (Json{{"v", 1}}));
}

TEST(Envelope, TheScopeIsThatOfTheEnd) {
  Session session;
  session.run(CommandList().scope_tag("a", "1").scope_tag("b", "1"), 0);
  session.run(CommandList().manual(100, 1), 100);
  session.run(CommandList().scope_tag("a", "2").scope_tag("b", "", false), 150);
  session.run(CommandList().finish(200, 1), 200);
  session.run(CommandList().scope_tag("a", "3"), 300);
  EXPECT_EQ(session.take_one().event["tags"], (Json{{"a", "2"}}));
}

TEST(Envelope, AContextOfThePageTakesNoPlaceOfOurs) {
  Session session;
  session.run(CommandList().scope_value(2, "trace", R"({"trace_id":"x"})").scope_value(2, "headwater", "{}"),
              0);
  session.run(one_transaction(CommandList().status(1, "nonsense")), 1000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.trace()["trace_id"], kTraceId);
  EXPECT_EQ(envelope.dropped()["invalid_status"], 1);
  EXPECT_EQ(envelope.text.find(R"("trace_id":"x")"), std::string::npos);
}

TEST(Envelope, WhatThePageSetsTakesThePlaceOfOurs) {
  Envelope envelope =
      envelopes_of(
          one_transaction(CommandList().data(1, "sentry.op", "\"own\"").data(1, "sentry.source", "\"own\"")),
          1000)
          .at(0);
  EXPECT_EQ(envelope.data()["sentry.op"], "own");
  EXPECT_EQ(envelope.data()["sentry.source"], "own");
}

TEST(Envelope, TextIsEscaped) {
  Envelope envelope =
      envelopes_of(one_transaction(CommandList().name(1, "a\"b\\c\n\x01\xc3\xa9").tag(1, "k", "\x7f\"")),
                   1000)
          .at(0);
  EXPECT_EQ(envelope.event["transaction"], "a\"b\\c\n\x01\xc3\xa9");
  EXPECT_EQ(envelope.event["tags"]["k"], "\x7f\"");
}

TEST(Envelope, WhatWasLostIsToldOnce) {
  Session session;
  session.run(one_transaction(CommandList().status(1, "splendid").tag(99, "a", "b").tag(98, "a", "b")), 1000);
  EXPECT_EQ(session.take_one().dropped(), (Json{{"invalid_status", 1}, {"stale_handle", 2}}));
  session.run(CommandList().manual(1000, 5).finish(1001, 5), 2000);
  EXPECT_FALSE(session.take_one().event["contexts"].contains("headwater"));
}

// That every parent is there is checked of each envelope.
TEST(Envelope, ASpanThatFindsNoRoomLeavesItsChildrenToItsParent) {
  Session session;
  CommandList list = CommandList().manual(1, 1);
  const std::string big = '"' + std::string(8000, 'x') + '"';
  for (int i = 0; i < 49; ++i) session.run(CommandList().scope_value(1, "e" + std::to_string(i), big), 0);
  list.span(2, 2, 1, "short").finish(2, 2);
  for (int i = 0; i < 49; ++i) list.data(2, "d" + std::to_string(i), big);
  list.span(2, 3, 1, "child", 2).finish(4, 3);
  list.span(2, 4, 1, "failed", 3).status(4, "internal_error").finish(2, 4);
  for (int i = 0; i < 5; ++i) list.data(4, "d" + std::to_string(i), big);
  session.run(list.finish(5, 1), 10);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.event["spans"].size(), 2u);
  EXPECT_EQ(envelope.span("child")["parent_span_id"], envelope.trace()["span_id"]);
  EXPECT_EQ(envelope.span("failed")["parent_span_id"], envelope.span("child")["span_id"]);
  EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 1);
  EXPECT_EQ(envelope.dropped()["payload_full"], 1);
}

TEST(Envelope, ThePayloadStaysBelowItsLimitAndSaysWhatIsMissing) {
  Session session;
  const std::string big = '"' + std::string(8000, 'x') + '"';
  for (int i = 0; i < 49; ++i) session.run(CommandList().scope_value(1, "e" + std::to_string(i), big), 0);
  CommandList list;
  list.manual(1, 1);
  for (int i = 0; i < 1000; ++i) {
    list.span(2, 2 + i, 1, std::string(400, 'd'), i > 0 ? 1 + i : 0).finish(3, 2 + i);
  }
  session.run(list.finish(4, 1), 10);
  Envelope envelope = session.take_one();
  const auto length = envelope.item["length"].get<std::size_t>();
  EXPECT_LE(length, limits::kPayload);
  EXPECT_GT(length, limits::kPayload - 2000);
  const std::size_t kept = envelope.event["spans"].size();
  EXPECT_LT(kept, 1000u);
  EXPECT_EQ(envelope.dropped()["payload_full"], 1000 - kept);
  EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 1000 - kept);
}

TEST(Envelope, WhatIsByFarTooMuchIsCutToNearlyTheRoomThereIs) {
  for (const double room : {20'000.0, 60'000.0, 100'000.0}) {
    Session session;
    CommandList list;
    list.pageload(1, 1, 1);
    // Of sizes that differ: two in five are long.
    for (int i = 0; i < 1000; ++i) {
      list.span(2, 2 + i, 1, std::string(i % 5 < 2 ? 800 : 10, 'd')).finish(3, 2 + i);
    }
    session.run(list.hide(4, room), 10);
    const std::vector<Envelope> envelopes = session.take();
    EXPECT_LE(static_cast<double>(envelopes[0].text.size()), room);
    EXPECT_GT(static_cast<double>(envelopes[0].text.size()), room * 0.8);
    std::size_t spans = 0;
    for (const Envelope& envelope : envelopes) spans += envelope.event["spans"].size();
    Envelope last = envelopes.back();
    EXPECT_EQ(last.dropped()["payload_full"], 1000 - spans);
  }
}

TEST(Envelope, ARootThatIsTooLargeByItselfComesBare) {
  Session session;
  const std::string big = '"' + std::string(8000, 'x') + '"';
  for (int i = 0; i < 50; ++i) {
    session.run(CommandList().scope_value(1, "e" + std::to_string(i), big), 0);
  }
  CommandList list = CommandList().manual(1, 1).span(2, 2, 1, "s").finish(3, 2);
  for (int i = 0; i < 60; ++i) list.data(1, "d" + std::to_string(i), big);
  session.run(list.finish(4, 1), 10);
  Envelope envelope = session.take_one();
  EXPECT_TRUE(envelope.event["spans"].empty());
  EXPECT_EQ(envelope.dropped()["payload_full"], 2) << "the span, and what was said of the root";
  EXPECT_LT(envelope.text.size(), 4000u);
}

TEST(Envelope, ASpanThatStandsForSeveralSaysWhatTheyWere) {
  CommandList list = CommandList().pageload(0, 1);
  for (int i = 1; i <= 460; ++i) {
    list.resource({.start = 100.0 + i,
                   .end = 200.0 + 2 * i,
                   .response_start = 150.0 + i,
                   .transfer_size = 1000,
                   .encoded_body_size = 700,
                   .url = "https://cdn.example/" + std::to_string(i) + ".png",
                   .initiator_type = "img"});
  }
  Envelope envelope = envelopes_of(list.mark(1500, "m").hide(2000), 2000).at(0);
  EXPECT_EQ(envelope.event["spans"].size(), 52u);
  Json several = envelope.span("410 more from cdn.example");
  EXPECT_EQ(several["op"], "resource.img");
  EXPECT_EQ(several["origin"], "auto.resource.browser.metrics");
  EXPECT_NEAR(Envelope::since_origin(several["start_timestamp"]), 101, 0.01);
  EXPECT_NEAR(Envelope::since_origin(several["timestamp"]), 200 + 2 * 410, 0.01);
  EXPECT_EQ(several["data"], (Json{{"resource.count", 410},
                                   {"resource.bytes", 410000},
                                   {"resource.duration.min", 101},
                                   {"resource.duration.max", 510},
                                   {"resource.duration.total", 410 * 100 + 410 * 411 / 2},
                                   {"server.address", "cdn.example"}}));
  EXPECT_EQ(envelope.data()["headwater.folded_spans"], 410);
  EXPECT_FALSE(envelope.data().contains("headwater.dropped_spans"));
}

}  // namespace
}  // namespace headwater::testing
