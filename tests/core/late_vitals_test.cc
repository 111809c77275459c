// How web vitals are sent that come after their page's root has ended, and that nothing is sent twice.
#include <gtest/gtest.h>

#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

CommandList rules(double late_vitals, double min_span_duration = 0) {
  return CommandList().add(Command::kRules, {min_span_duration, late_vitals, kAbsent}, {"", "", ""});
}

CommandList page() {
  return CommandList()
      .pageload(0, 1)
      .interactive(50)
      .paint(100, "first-contentful-paint")
      .add(Command::kLayoutShift, {300, 0.125, 0}, {"p"});
}

CommandList click(double start, double duration) {
  return CommandList().add(Command::kEventTiming,
                           {start + duration, start, duration, start + 1, start + 2, 7, 1, 0},
                           {"click", "button#buy"});
}

CommandList shift(double at) {
  return CommandList().add(Command::kLayoutShift, {at, 0.25, 0}, {"aside\nfooter"});
}

// The text of the one envelope that waits; empty for none.
std::string take_text(Session& session) {
  String text, more;
  take_joined(session.tracer, text);
  EXPECT_FALSE(take_joined(session.tracer, more)) << std::string_view(more);
  return std::string(text);
}

// The lines of a text.
std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(parse_strictly(text.substr(at, end - at)));
    at = end + 1;
  }
  return lines;
}

TEST(LateVitals, AreSpansOfTheirOwnIfSo) {
  Session session(
      CommandList().configure({kAbsent, kAbsent, kAbsent, kAbsent},
                              {"1.2.3", "", "https://shop.example", "Agent/1", "", "shop@1.4.0", ""}));
  session.run(rules(1), 0);
  session.run(page(), 2000);
  Envelope pageload = session.take_one();
  EXPECT_EQ(pageload.event["measurements"]["cls"]["value"], 0.125);

  session.run(click(5000, 80), 5100);
  session.run(shift(6000).hide(7000), 7000);
  const std::string text = take_text(session);
  const std::vector<Json> lines = lines_of(text);
  ASSERT_EQ(lines.size(), 5u) << text;
  EXPECT_FALSE(lines[0].contains("event_id"));
  EXPECT_EQ(lines[1]["type"], "span");
  EXPECT_EQ(lines[1]["length"], lines[2].dump().size());

  const Json& cls = lines[2];
  EXPECT_EQ(cls["op"], "ui.webvital.cls");
  EXPECT_EQ(cls["origin"], "auto.http.browser.cls");
  EXPECT_EQ(cls["description"], "aside");
  EXPECT_EQ(cls["trace_id"], pageload.trace()["trace_id"]);
  EXPECT_EQ(cls["parent_span_id"], pageload.trace()["span_id"]);
  EXPECT_EQ(cls["segment_id"], pageload.trace()["span_id"]);
  EXPECT_EQ(cls["exclusive_time"], 0);
  EXPECT_EQ(cls["measurements"], (Json{{"cls", {{"value", 0.25}, {"unit", "none"}}}}));
  EXPECT_EQ(cls["data"]["cls.source.2"], "footer");
  EXPECT_EQ(cls["data"]["transaction"], "/cart");
  EXPECT_EQ(cls["data"]["release"], "shop@1.4.0");
  EXPECT_EQ(cls["data"]["environment"], "production");
  EXPECT_EQ(cls["data"]["user_agent.original"], "Agent/1");
  EXPECT_NEAR(Envelope::since_origin(cls["start_timestamp"]), 6000, 0.01);
  EXPECT_EQ(cls["start_timestamp"], cls["timestamp"]);

  const Json& inp = lines[4];
  EXPECT_EQ(inp["op"], "ui.interaction.click");
  EXPECT_EQ(inp["description"], "button#buy");
  EXPECT_EQ(inp["exclusive_time"], 80);
  EXPECT_EQ(inp["measurements"], (Json{{"inp", {{"value", 80}, {"unit", "millisecond"}}}}));
  EXPECT_NEAR(Envelope::since_origin(inp["start_timestamp"]), 5000, 0.01);
  EXPECT_NEAR(Envelope::since_origin(inp["timestamp"]), 5080, 0.01);
  EXPECT_NE(inp["span_id"], cls["span_id"]);

  session.run(click(7500, 80).hide(8000), 8000);
  EXPECT_EQ(take_text(session), "") << "no value is another than before";
}

// One place to look for them, whether the page went on to do something or not.
TEST(LateVitals, AreNotInTheFollowUpThen) {
  Session session;
  session.run(rules(1), 0);
  session.run(page(), 2000);
  session.take_one();
  session.run(CommandList().mark(3000, "m"), 3000);
  session.run(click(5000, 80).hide(7000), 7000);
  std::vector<std::string> texts;
  for (String text; take_joined(session.tracer, text);) texts.emplace_back(text);
  ASSERT_EQ(texts.size(), 2u);
  EXPECT_NE(texts[0].find("ui.interaction.click"), std::string::npos);
  EXPECT_TRUE(parse_envelope(texts[1]).event["measurements"].is_null());
}

TEST(LateVitals, AreLeftOutIfSo) {
  Session session;
  session.run(rules(2), 0);
  session.run(page(), 2000);
  session.take_one();
  session.run(click(5000, 80).hide(7000), 7000);
  EXPECT_EQ(take_text(session), "");
  session.run(CommandList().mark(8000, "m").hide(9000), 9000);
  EXPECT_TRUE(session.take_one().event["measurements"].is_null());
}

TEST(LateVitals, ANavigationsNameItsKindOfInteraction) {
  Session session;
  session.run(rules(1), 0);
  session.run(CommandList().pageload(0, 1).interactive(10).navigation(3000, 2).mark(3000, "m"), 9000);
  session.take();
  session.run(CommandList()
                  .add(Command::kEventTiming, {9900, 9800, 100, 9801, 9802, 7, 1, 0}, {"keydown", ""})
                  .hide(10000),
              10000);
  const std::vector<Json> lines = lines_of(take_text(session));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2]["op"], "ui.interaction.press");
  EXPECT_EQ(lines[2]["description"], "<unknown>");
  EXPECT_FALSE(lines[2]["data"].contains("sentry.pageload.span_id"));
}

TEST(LateVitals, DiscardedSpansAreReportedAsThat) {
  Session session;
  session.run(rules(1), 0);
  session.run(page(), 2000);
  session.take_one();
  session.run(click(5000, 80).hide(7000), 7000);
  take_text(session);
  session.tracer.delivery().answer(7100, 2, Outcome::kAnswered, 413, {}, kAbsent);
  session.run(CommandList().flush(7200), 7200);
  const std::vector<Json> lines = lines_of(take_text(session));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2]["discarded_events"],
            (Json{{{"reason", "send_error"}, {"category", "span"}, {"quantity", 1}}}));
}

// A follow-up is sent for what is new alone.
TEST(FollowUp, IsNotSentWhenAllInItIsLeftOut) {
  Session session;
  session.run(rules(0, 50), 0);
  session.run(page(), 2000);
  session.take_one();
  session.run(CommandList().span(3000, 2, 1, "short").finish(3010, 2).hide(4000), 4000);
  EXPECT_EQ(take_text(session), "");
}

}  // namespace
}  // namespace headwater::testing
