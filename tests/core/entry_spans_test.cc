#include "src/page/entry_spans.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

// The one envelope of a pageload that ends by being quiet after these commands.
Envelope pageload_with(const CommandList& commands, double start = 0) {
  Session session;
  CommandList list = CommandList().pageload(start, 1, start).interactive(start);
  list.commands.insert(list.commands.end(), commands.commands.begin(), commands.commands.end());
  session.run(list, 20000);
  return session.take_one();
}

CommandList navigation_timing(const std::vector<std::pair<std::size_t, double>>& fields, double t = 900) {
  std::vector<double> numbers(23, 0);
  numbers[0] = t;
  for (const auto& [at, value] : fields) numbers[at] = value;
  return CommandList().add(Command::kNavigationTiming, numbers,
                           {"https://shop.example/cart?secret", "h2", "", "navigate", ""});
}

TEST(Timeline, MarksMeasuresAndPaintsAreSpans) {
  const Envelope envelope =
      pageload_with(CommandList().mark(100, "ready").measure(50, 150, "render").paint(200, "first-paint"));
  EXPECT_EQ(envelope.span("ready")["op"], "mark");
  EXPECT_EQ(envelope.span("render")["op"], "measure");
  EXPECT_NEAR(Envelope::since_origin(envelope.span("render")["start_timestamp"]), 50, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("render")["timestamp"]), 150, 0.01);
  EXPECT_EQ(envelope.span("first-paint")["op"], "paint");
}

TEST(Timeline, PaintsAreMeasurements) {
  const Envelope envelope = pageload_with(
      CommandList().paint(210.5, "first-paint").paint(300, "first-contentful-paint").paint(310, "other"));
  EXPECT_EQ(envelope.event["measurements"], (Json{{"fp", {{"value", 210.5}, {"unit", "millisecond"}}},
                                                  {"fcp", {{"value", 300}, {"unit", "millisecond"}}}}));
}

TEST(Timeline, AResourceHasItsSizesStatusAndAddress) {
  const Envelope envelope = pageload_with(CommandList().resource({.start = 100,
                                                                  .end = 160,
                                                                  .response_start = 150,
                                                                  .transfer_size = 1300,
                                                                  .encoded_body_size = 1000,
                                                                  .decoded_body_size = 4000,
                                                                  .response_status = 200,
                                                                  .url = "https://cdn.example/a.css?v=1",
                                                                  .initiator_type = "link"}));
  const Json span = envelope.span("https://cdn.example/a.css");
  ASSERT_FALSE(span.is_null());
  EXPECT_EQ(span["op"], "resource.link");
  EXPECT_EQ(span["data"], (Json{{"url", "https://cdn.example/a.css"},
                                {"url.scheme", "https"},
                                {"server.address", "cdn.example"},
                                {"url.same_origin", false},
                                {"http.response_transfer_size", 1300},
                                {"http.response_content_length", 1000},
                                {"http.decoded_response_content_length", 4000},
                                {"http.response.status_code", 200},
                                {"network.protocol.name", "h2"},
                                {"http.request.response_duration", 10},
                                {"http.request.time_to_first_byte", 0.05}}));
}

TEST(Timeline, WhatTheBrowserDoesNotShowIsNotZero) {
  const Json span = pageload_with(CommandList().resource({.start = 100, .end = 160})).span("/a.css");
  ASSERT_FALSE(span.is_null());
  EXPECT_FALSE(span["data"].contains("http.response_transfer_size"));
  EXPECT_FALSE(span["data"].contains("http.response.status_code"));
  EXPECT_EQ(span["data"]["url.same_origin"], true);
}

TEST(Timeline, AnUnknownInitiatorIsOther) {
  Envelope envelope = pageload_with(
      CommandList()
          .resource({.start = 1, .end = 2, .url = "https://shop.example/1", .initiator_type = ""})
          .resource(
              {.start = 1, .end = 2, .url = "https://shop.example/2", .initiator_type = "Early Hints"}));
  EXPECT_EQ(envelope.span("/1")["op"], "resource.other");
  EXPECT_EQ(envelope.span("/2")["op"], "resource._arly__ints");
}

TEST(Timeline, ThePhasesOfTheDocumentAreSpans) {
  const Envelope envelope = pageload_with(navigation_timing({{2, 5},
                                                             {3, 8},
                                                             {6, 10},
                                                             {7, 20},
                                                             {8, 30},
                                                             {9, 30},
                                                             {10, 40},
                                                             {11, 60},
                                                             {12, 61},
                                                             {13, 100},
                                                             {14, 150},
                                                             {15, 300},
                                                             {16, 320},
                                                             {17, 5300},
                                                             {18, 5000},
                                                             {19, 20000},
                                                             {20, 200},
                                                             {21, 2}}));
  std::map<std::string, std::pair<double, double>> phases;
  for (const Json& span : envelope.event["spans"]) {
    EXPECT_EQ(span["description"], "/cart");
    phases[span["op"].get<std::string>()] = {Envelope::since_origin(span["start_timestamp"]),
                                             Envelope::since_origin(span["timestamp"])};
  }
  const std::map<std::string, std::pair<double, double>> expected = {
      {"browser.unload_event", {5, 8}}, {"browser.cache", {10, 20}},
      {"browser.dns", {20, 30}},        {"browser.connect", {30, 60}},
      {"browser.tls_ssl", {40, 60}},    {"browser.request", {61, 150}},
      {"browser.response", {100, 150}}, {"browser.dom_content_loaded_event", {300, 320}}};
  ASSERT_EQ(phases.size(), expected.size());
  for (const auto& [op, times] : expected) {
    EXPECT_NEAR(phases[op].first, times.first, 0.01) << op;
    EXPECT_NEAR(phases[op].second, times.second, 0.01) << op;
  }
  Envelope root = envelope;
  EXPECT_EQ(root.data()["http.response.status_code"], 200);
  EXPECT_EQ(root.data()["http.redirect_count"], 2);
  EXPECT_EQ(root.data()["http.response_transfer_size"], 5300);
}

TEST(Timeline, PhasesThatDidNotHappenAreNone) {
  const Envelope envelope = pageload_with(navigation_timing({{12, 61}, {13, 100}, {14, 150}}));
  EXPECT_EQ(envelope.event["spans"].size(), 2u) << envelope.event["spans"];
}

TEST(Timeline, AnOpenConnectionHasNoPhases) {
  const Envelope envelope = pageload_with(navigation_timing({{6, 10},
                                                             {7, 10},
                                                             {8, 10},
                                                             {9, 10},
                                                             {10, 10},
                                                             {11, 10},
                                                             {12, 12},
                                                             {13, 100},
                                                             {14, 150},
                                                             {15, 300},
                                                             {16, 300}}));
  std::vector<std::string> ops;
  for (const Json& span : envelope.event["spans"]) ops.push_back(span["op"]);
  EXPECT_EQ(ops, (std::vector<std::string>{"browser.request", "browser.response",
                                           "browser.dom_content_loaded_event"}));
}

TEST(Timeline, APhaseMayBeginWithThePageOrBefore) {
  Envelope envelope = pageload_with(navigation_timing({{6, -11}, {7, 20}, {12, 0}, {13, 1}, {14, 150}}));
  const std::map<std::string, double> ends = {
      {"browser.cache", 20}, {"browser.request", 150}, {"browser.response", 150}};
  ASSERT_EQ(envelope.event["spans"].size(), ends.size()) << envelope.event["spans"];
  for (const Json& span : envelope.event["spans"]) {
    const std::string op = span["op"];
    const double start = op == "browser.response" ? 1 : 0;
    EXPECT_NEAR(Envelope::since_origin(span["start_timestamp"]), start, 0.01) << op;
    EXPECT_NEAR(Envelope::since_origin(span["timestamp"]), ends.at(op), 0.01) << op;
  }
}

TEST(Timeline, ASpanOfAnEntryStartsWithinItsTransaction) {
  const Envelope envelope =
      pageload_with(CommandList().measure(100, 900, "across").measure(100, 400, "before"), 500);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("across")["start_timestamp"]), 500, 0.01);
  EXPECT_TRUE(envelope.span("before").is_null());
}

TEST(Timeline, ResourcesAndTheLoadEventProlongThePageload) {
  EXPECT_NEAR(
      pageload_with(CommandList().resource({.start = 500, .end = 900}).resource({.start = 900, .end = 1800}))
          .end(),
      1800, 0.01);
  EXPECT_NEAR(pageload_with(CommandList().load_event(880, 900).resource({.start = 1000, .end = 1800})).end(),
              1800, 0.01);
}

TEST(Timeline, AnEntryClosesNoOpenChild) {
  const Envelope envelope = pageload_with(CommandList()
                                              .span(100, 2, 1, "slow")
                                              .resource({.start = 150, .end = 200})
                                              .load_event(250, 260)
                                              .finish(5000, 2));
  EXPECT_NEAR(envelope.end(), 5000, 0.01);
  EXPECT_FALSE(envelope.span("slow").contains("status")) << "it was not cancelled";
}

TEST(Timeline, AnEntryIsWithinWhatHasPassed) {
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .interactive(0)
                  .add(Command::kEntry, {300, 1, -50, 1e300}, {"endless"})
                  .add(Command::kEntry, {300, 1, kAbsent, kAbsent}, {"empty"})
                  .add(Command::kEntry, {300, 0, 1e12, 0}, {"to come"}),
              20000);
  const Envelope envelope = session.take_one();
  EXPECT_NEAR(envelope.end(), 300, 0.01);
  for (const Json& span : envelope.event["spans"]) {
    EXPECT_GE(Envelope::since_origin(span["start_timestamp"]), -0.01) << span;
    EXPECT_LE(Envelope::since_origin(span["timestamp"]), 300.01) << span;
  }
}

}  // namespace
}  // namespace headwater::testing
