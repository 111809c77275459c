#include <gtest/gtest.h>

#include "tests/core/support/session.h"
#include "tests/core/support/timing.h"

// Requests, their timing entries, and what they mean for the transaction around them.
namespace headwater::testing {
namespace {

constexpr const char* kOther = "https://shop.example/other";

CommandList pageload() { return CommandList().pageload(0, 1).interactive(10); }

std::vector<Json> with_op(const Envelope& envelope, std::string_view op) {
  std::vector<Json> found;
  for (Json span : envelope.event["spans"]) {
    if (span["op"] == op) found.push_back(span);
  }
  return found;
}

double end_of(const Json& span) { return Envelope::since_origin(span["timestamp"]); }
double start_of(const Json& span) { return Envelope::since_origin(span["start_timestamp"]); }
Json id_of(Handle handle) { return span_id(19088743, 2309737967, handle); }

// --- whose entry it is ---

TEST(RequestEntries, BelongToTheRequestHoweverTheyCome) {
  const RequestTiming entry = {.start = 100.1, .end = 190, .first_byte = 150, .transfer_size = 700};
  const CommandList request = pageload().request(100, 2, 1);
  const CommandList answer = CommandList().response(192, 2);
  std::vector<Envelope> all;
  all.push_back(envelopes_of(request + entry + answer, 20000).at(0));
  all.push_back(envelopes_of(request + answer + entry, 20000).at(0));
  {
    Session session;
    session.run(request, 120);
    session.run(entry.command(), 191);
    session.run(answer, 195);
    session.tick(20000);
    all.push_back(session.take_one());
  }
  {
    Session session;
    session.run(request + answer, 192);
    session.run(entry.command(), 900);
    session.tick(20000);
    all.push_back(session.take_one());
  }
  for (const Envelope& envelope : all) {
    ASSERT_EQ(envelope.event["spans"].size(), 1u) << envelope.event["spans"];
    Json span = envelope.event["spans"][0];
    EXPECT_EQ(span["span_id"], id_of(2));
    EXPECT_EQ(span["data"]["http.response_transfer_size"], 700);
    EXPECT_EQ(span["data"]["http.request.time_to_first_byte"], 0.0499);
    EXPECT_NEAR(end_of(span), 190, 0.01);
    EXPECT_NEAR(start_of(span), 100, 0.01);
    EXPECT_NEAR(envelope.end(), 190, 0.01);
  }
}

TEST(RequestEntries, OfOneAddressAtOneMomentAreToldApart) {
  const auto entry = [](double end, double size) {
    return RequestTiming{.start = 100, .end = end, .first_byte = end - 1, .transfer_size = size};
  };
  // The second is answered first; the entries come before the answers, or after them.
  const CommandList requests = pageload().request(100, 2, 1).request(100, 3, 1);
  const CommandList inner = requests + entry(200, 3) + CommandList().response(201, 3) + entry(300, 2) +
                            CommandList().response(301, 2);
  const CommandList late =
      requests.commands.empty()
          ? requests
          : CommandList(requests).response(201, 3).response(301, 2) + entry(300, 2) + entry(200, 3);
  // A long task keeps both answers back.
  const CommandList blocked =
      requests + entry(200, 3) + entry(300, 2) + CommandList().response(900, 3).response(900.1, 2);
  for (const CommandList& list : {inner, late, blocked}) {
    const Envelope envelope = envelopes_of(list, 20000).at(0);
    std::vector<Json> spans = with_op(envelope, "http.client");
    ASSERT_EQ(envelope.event["spans"].size(), 2u) << envelope.event["spans"];
    EXPECT_EQ(spans[0]["data"]["http.response_transfer_size"], 2);
    EXPECT_EQ(spans[1]["data"]["http.response_transfer_size"], 3);
    EXPECT_NEAR(end_of(spans[0]), 300, 0.01);
    EXPECT_NEAR(end_of(spans[1]), 200, 0.01);
  }
}

TEST(RequestEntries, AreMatchedByTheWholeAddressThatIsNotSent) {
  const auto url = [](int token) { return "https://shop.example/api?token=" + std::to_string(token); };
  CommandList list = pageload();
  for (int i = 2; i < 6; ++i) list.request(100, i, 1, url(i));
  for (int i = 5; i >= 2; --i) {
    list = list + RequestTiming{.start = 100,
                                .end = 150.0 + i,
                                .first_byte = 140,
                                .url = url(i) + "#part",
                                .transfer_size = 1000.0 + i};
  }
  for (int i = 2; i < 6; ++i) list.response(160, i);
  const Envelope envelope = envelopes_of(list, 20000).at(0);
  EXPECT_EQ(envelope.text.find("token"), std::string::npos);
  std::vector<Json> spans = with_op(envelope, "http.client");
  ASSERT_EQ(spans.size(), 4u);
  for (int i = 2; i < 6; ++i) {
    EXPECT_EQ(spans[static_cast<std::size_t>(i - 2)]["data"]["http.response_transfer_size"], 1000 + i);
  }
}

TEST(RequestEntries, WithoutARequestAreResources) {
  const Envelope envelope =
      envelopes_of(
          pageload().request(500, 2, 1).response(600, 2) +
              RequestTiming{.start = 20, .end = 30, .first_byte = 25} +
              RequestTiming{.start = 510, .end = 590, .first_byte = 580, .url = kOther} +
              RequestTiming{.start = 500, .end = 599, .first_byte = 580} +
              RequestTiming{.start = 500, .end = 599, .first_byte = 580, .initiator_type = "xmlhttprequest"},
          20000)
          .at(0);
  EXPECT_EQ(with_op(envelope, "resource.fetch").size(), 2u);
  EXPECT_EQ(with_op(envelope, "resource.xmlhttprequest").size(), 1u) << "each request has one entry";
  EXPECT_EQ(with_op(envelope, "http.client").at(0)["data"]["http.request.time_to_first_byte"], 0.08);
}

TEST(RequestEntries, OfARequestThatWasSentAreNoOthers) {
  Session session;
  session.run(pageload().request(100, 2, 1).response(150, 2), 5000);
  Envelope pageload = session.take_one();
  EXPECT_NEAR(end_of(pageload.span("GET /api")), 150, 0.01);
  session.run(
      RequestTiming{.start = 100, .end = 5500, .first_byte = 140, .transfer_size = 9}.command().hide(6000),
      6000);
  EXPECT_TRUE(session.take().empty());
}

TEST(RequestEntries, AreNotLostWhenThePageIsLeftBeforeTheAnswer) {
  const RequestTiming entry = {.start = 100, .end = 190, .first_byte = 180};
  CommandList list = pageload().request(100, 2, 1).request(100, 3, 1) + entry;
  const std::vector<Envelope> envelopes = envelopes_of(list.hide(195), 195);
  ASSERT_EQ(envelopes.size(), 1u);
  std::vector<Json> spans = with_op(envelopes[0], "http.client");
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_TRUE(spans[0]["data"].contains("http.request.time_to_first_byte"));
  EXPECT_EQ(spans[0]["status"], "cancelled");
  EXPECT_FALSE(spans[1]["data"].contains("http.request.time_to_first_byte"));
}

TEST(RequestEntries, MoreThanCanWaitAreGivenToTheLikeliest) {
  CommandList list = pageload();
  const int count = static_cast<int>(limits::kHeldEntries) + 4;
  for (int i = 0; i < count; ++i) list.request(100, 2 + i, 1);
  for (int i = 0; i < count; ++i) {
    list = list + RequestTiming{.start = 100, .end = 200.0 + i, .first_byte = 150};
  }
  for (int i = 0; i < count; ++i) list.response(400 + i, 2 + i);
  const Envelope envelope = envelopes_of(list, 20000).at(0);
  std::vector<Json> spans = with_op(envelope, "http.client");
  ASSERT_EQ(envelope.event["spans"].size(), static_cast<std::size_t>(count));
  for (Json span : spans) EXPECT_LT(end_of(span), 300);
}

TEST(RequestEntries, OfAnyNumberOfRequestsAtOnceFindTheirs) {
  const auto url = [](int i) { return "https://shop.example/item?id=" + std::to_string(i); };
  CommandList list = pageload();
  const int count = 900;
  for (int i = 0; i < count; ++i) list.fetch(100, 2 + i, 1, url(i));
  for (int i = 0; i < count; ++i) {
    list = list + RequestTiming{.start = 100, .end = 300.0 + i, .first_byte = 200, .url = url(i)};
    list.response(301 + i, 2 + i);
  }
  const Envelope envelope = envelopes_of(list, 20000).at(0);
  ASSERT_EQ(envelope.event["spans"].size(), static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Json span = envelope.event["spans"][static_cast<std::size_t>(i)];
    EXPECT_EQ(span["op"], "http.client");
    EXPECT_NEAR(end_of(span), 300 + i, 0.01);
    EXPECT_EQ(span["data"]["http.request.time_to_first_byte"], 0.1);
  }
}

TEST(RequestEntries, OfAFailureDescribeIt) {
  for (double outcome : {1.0, 2.0}) {
    const Envelope envelope =
        envelopes_of(pageload().fetch(100, 2, 1).response(300, 2, kAbsent, outcome) +
                         RequestTiming{.start = 100, .end = 100, .dns_start = 100, .dns_end = 120},
                     20000)
            .at(0);
    ASSERT_EQ(envelope.event["spans"].size(), 1u);
    Json span = envelope.event["spans"][0];
    EXPECT_EQ(span["data"]["http.request.dns_duration"], 20);
    EXPECT_NEAR(end_of(span), 300, 0.01) << "when the page learned of it";
  }
}

TEST(RequestEntries, OfAManualTransactionComeThereWhileItIsOpen) {
  Session session;
  session.run(pageload().manual(50, 5).fetch(100, 6, 5).response(150, 6), 150);
  session.run(RequestTiming{.start = 100, .end = 220, .first_byte = 140}.command().finish(300, 5), 300);
  const Envelope job = session.take_one();
  EXPECT_NEAR(end_of(job.span("GET /api")), 220, 0.01);
}

TEST(RequestEntries, AnAnswerStaysWhenItsTransactionEndsBeforeTheEntry) {
  const Envelope job =
      envelopes_of(CommandList().manual(50, 5).fetch(100, 6, 5).response(150, 6).finish(151, 5), 200).at(0);
  EXPECT_EQ(job.span("GET /api")["status"], "ok");
  EXPECT_NEAR(end_of(job.span("GET /api")), 150, 0.01);
}

// --- bodies ---

TEST(RequestBodies, HoldThePageloadUntilTheyAreThere) {
  Session session;
  session.run(pageload().fetch(100, 2, 1).response(200, 2), 2500);
  EXPECT_TRUE(session.take().empty());
  session.run(RequestTiming{.start = 100, .end = 2600, .first_byte = 190}.command(), 2600);
  EXPECT_EQ(session.tracer.next_wake(0), 3600);
  session.tick(3600);
  const Envelope envelope = session.take_one();
  EXPECT_NEAR(envelope.end(), 2600, 0.01);
  EXPECT_NEAR(end_of(envelope.span("GET /api")), 2600, 0.01);
}

TEST(RequestBodies, AreWaitedForSomeSeconds) {
  Session session;
  session.run(pageload().fetch(100, 2, 1).response(200, 2), 5199);
  EXPECT_TRUE(session.take().empty());
  session.tick(5200);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelope.end(), 200, 0.01) << "with the headers";
  EXPECT_EQ(session.tracer.next_wake(0), kNever);
}

TEST(RequestBodies, OfWhatHasNoEntryAreNot) {
  for (const std::string url : {"data:text/plain,x", "blob:https://shop.example/1"}) {
    Session session;
    session.run(pageload().fetch(100, 2, 1, url).response(200, 2), 200);
    EXPECT_EQ(session.tracer.next_wake(0), 1200) << url;
  }
}

TEST(RequestBodies, KeepNoFollowUpFromBeingFlushed) {
  Session session;
  session.run(pageload(), 2000);
  session.take_one();
  session.run(CommandList().fetch(3000, 2, 1).flush(3005), 3005);
  EXPECT_TRUE(session.take().empty()) << "what is not answered does";
  session.run(CommandList().response(3010, 2).flush(3020), 3020);
  const Envelope late = session.take_one();
  EXPECT_EQ(late.span("GET /api")["status"], "ok");
  EXPECT_NEAR(end_of(late.span("GET /api")), 3010, 0.01) << "with the headers";
  session.run(RequestTiming{.start = 3000, .end = 3500, .first_byte = 3005}.command().hide(3510), 3510);
  EXPECT_TRUE(session.take().empty()) << "it is no other request";
}

// --- what is no activity ---

TEST(QuietTime, ALongPollEndsNothingLate) {
  Session session;
  session.run(pageload().span(20, 2, 1, "work").finish(400, 2).fetch(100, 3, 1), 5099);
  EXPECT_TRUE(session.take().empty());
  session.tick(5100);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_EQ(envelope.trace()["status"], "ok");
  EXPECT_NEAR(envelope.end(), 400, 0.01);
  EXPECT_TRUE(envelope.span("GET /api").is_null()) << "it is sent when it is over";

  session.run(CommandList().data(3, "own", "[1]").tag(3, "t", "v").response(25000, 3), 25000);
  session.run(RequestTiming{.start = 100, .end = 25010, .first_byte = 24990}.command().hide(26000), 26000);
  Envelope late = session.take_one();
  EXPECT_EQ(late.trace()["parent_span_id"], envelope.trace()["span_id"]);
  Json span = late.span("GET /api");
  EXPECT_EQ(span["span_id"], id_of(3));
  EXPECT_EQ(span["op"], "http.client");
  EXPECT_EQ(span["origin"], "auto.http.browser");
  EXPECT_EQ(span["status"], "ok");
  EXPECT_EQ(span["tags"]["t"], "v");
  EXPECT_EQ(span["data"]["own"], Json({1}));
  EXPECT_EQ(span["data"]["http.request.method"], "GET");
  EXPECT_EQ(span["data"]["http.response.status_code"], 200);
  EXPECT_NEAR(start_of(span), 100, 0.01);
  EXPECT_NEAR(end_of(span), 25010, 0.01);
  EXPECT_NEAR(late.start(), 100, 0.01);
  EXPECT_NEAR(late.end(), 25010, 0.01);
}

TEST(QuietTime, ALongPollOpenAtTheFinalTimeoutGoesOn) {
  CommandList list = pageload().fetch(100, 2, 1);
  for (int i = 0; i < 60; ++i) list.span(500 + 500 * i, 3 + i, 1, "s").finish(700 + 500 * i, 3 + i);
  const std::vector<Envelope> envelopes = envelopes_of(list.response(31000, 2).hide(32000), 32000);
  EXPECT_TRUE(envelopes.at(0).span("GET /api").is_null());
  const auto has_it = [](const Envelope& one) { return one.span("GET /api").is_object(); };
  EXPECT_EQ(std::count_if(envelopes.begin(), envelopes.end(), has_it), 1);
}

TEST(QuietTime, IgnoredRequestsHoldNothingAndTakeNoPlace) {
  CommandList list = pageload().mark(50, "m");
  for (int i = 0; i < 3; ++i) {
    list.add(Command::kRequest, {100.0 + i, 2.0 + i, 1, 0, 2.0 + i % 2}, {"GET", "https://shop.example/api"});
    list.response(3000, 2 + i);
    list = list + RequestTiming{.start = 100.0 + i, .end = 3100, .first_byte = 2990};
  }
  Envelope envelope = envelopes_of(list, 20000).at(0);
  EXPECT_NEAR(envelope.end(), 50, 0.01);
  EXPECT_EQ(envelope.event["spans"].size(), 1u);
  EXPECT_FALSE(envelope.event["contexts"].contains("headwater")) << "nothing is lost";
}

TEST(QuietTime, PollingHoldsNothing) {
  CommandList list = pageload().span(20, 100, 1, "work").finish(1700, 100);
  for (int i = 0; i < 40; ++i) {
    const std::string url = "https://shop.example/poll?t=" + std::to_string(i);
    list.request(100 + 500 * i, 2 + i, 1, url).response(120 + 500 * i, 2 + i);
  }
  std::vector<Envelope> envelopes = envelopes_of(list.hide(20200), 20200);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelopes[0].end(), 1700, 0.01) << "nor stretches it";
  EXPECT_EQ(with_op(envelopes[0], "http.client").size(), 4u);
  EXPECT_EQ(with_op(envelopes[1], "http.client").size(), 36u) << "each is sent, with its end";
  for (Json span : with_op(envelopes[1], "http.client")) EXPECT_EQ(span["status"], "ok");
}

TEST(QuietTime, WhatWasCountedBeforePollingWasKnownStays) {
  CommandList list = pageload().mark(50, "m");
  for (int i = 0; i < 40; ++i) list.request(100 + 500 * i, 2 + i, 1).response(120 + 500 * i, 2 + i);
  const Envelope envelope = envelopes_of(list, 20100).at(0);
  EXPECT_NEAR(envelope.end(), 1120, 0.01) << "three are no evidence";
  EXPECT_EQ(with_op(envelope, "http.client").size(), 3u);
}

TEST(QuietTime, AlsoWhenNoPollIsAnswered) {
  CommandList list = pageload();
  for (int i = 0; i < 40; ++i) list.request(100 + 500 * i, 2 + i, 1);
  std::vector<Envelope> envelopes = envelopes_of(list.hide(20200), 20200);
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[0].finish_reason(), "idleTimeout");
  EXPECT_NEAR(envelopes[0].end(), 10, 0.01);
  EXPECT_EQ(with_op(envelopes[1], "http.client").size(), 40u);
}

// What a page does one thing after another, and what a user does, has an interval too.
TEST(QuietTime, RequestsThatFollowFromOneAnotherAreNoPolling) {
  const struct {
    const char* what;
    int count;
    double answer, pause;
  } cases[] = {
      {"queries that depend on each other", 3, 300, 100},
      {"fast ones", 5, 20, 150},
      {"a list, page by page", 6, 400, 100},
      {"slow ones, and much to do in between", 5, 900, 400},
  };
  for (const auto& one : cases) {
    CommandList list = pageload();
    double at = 80;
    for (int i = 0; i < one.count; ++i) {
      list.request(at, 2 + i, 1, "https://shop.example/graphql").response(at + one.answer, 2 + i);
      at += one.answer + one.pause;
    }
    const Envelope envelope = envelopes_of(list, 30000).at(0);
    EXPECT_NEAR(envelope.end(), at - one.pause, 0.01) << one.what;
    EXPECT_EQ(with_op(envelope, "http.client").size(), static_cast<std::size_t>(one.count)) << one.what;
  }
}

TEST(QuietTime, ItemsByIdAreNoPolling) {
  CommandList list = pageload();
  for (int i = 0; i < 8; ++i) {
    const std::string url = "https://shop.example/items/" + std::to_string(1000 + i);
    list.request(100 + 500 * i, 2 + i, 1, url).response(120 + 500 * i, 2 + i);
  }
  EXPECT_NEAR(envelopes_of(list, 20000).at(0).end(), 3620, 0.01);
}

TEST(QuietTime, EachNavigationCountsAnew) {
  CommandList list = pageload();
  for (int i = 0; i < 6; ++i) {
    const double at = 2500 * (i + 1);
    list.navigation(at, 10 + i).request(at + 20, 20 + i, 10 + i).response(at + 120, 20 + i);
  }
  std::vector<Envelope> envelopes = envelopes_of(list, 30000);
  ASSERT_EQ(envelopes.size(), 7u);
  for (std::size_t i = 1; i < 7; ++i) {
    EXPECT_EQ(with_op(envelopes[i], "http.client").size(), 1u) << i;
    EXPECT_NEAR(envelopes[i].end() - envelopes[i].start(), 120, 0.01) << i;
  }
}

TEST(QuietTime, WhatTheUserDoesIsNoTimer) {
  CommandList clicks = pageload();
  for (int i = 0; i < 5; ++i) {
    const double at = 2000 + 1000 * i;
    clicks.transaction(at, 10 + i, 5, "", kAbsent, "ui.action.click", "")
        .request(at + 10, 20 + i, 10 + i)
        .response(at + 60, 20 + i);
  }
  std::vector<Envelope> envelopes = envelopes_of(clicks, 30000);
  ASSERT_EQ(envelopes.size(), 6u);
  for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(with_op(envelopes[i], "http.client").size(), 1u) << i;

  // Without interactions, the browser tells of them: by their entries, or by their count alone.
  for (const bool by_entry : {true, false}) {
    CommandList list = pageload();
    for (int i = 0; i < 6; ++i) {
      const double at = 100 + 900 * i;
      list.request(at, 20 + i, 1).response(at + 60, 20 + i);
      if (by_entry) {
        list.add(Command::kEventTiming, {at + 50, at - 5, 55, at, at + 1, 7.0 * i + 7, kAbsent, 0},
                 {"click", ""});
      } else {
        list.add(Command::kInteractions, {at + 300, i + 1.0});
      }
    }
    EXPECT_NEAR(envelopes_of(list, 30000).at(0).end(), 4660, 0.01) << by_entry;
  }
}

TEST(QuietTime, PollingByWhateverMeansStretchesNothing) {
  for (const char* type : {"beacon", "img", "script", "fetch"}) {
    CommandList list = pageload().mark(50, "m");
    for (int i = 0; i < 40; ++i) {
      const double at = 100 + 700 * i;
      const std::string url = "https://stats.example/ping?n=" + std::to_string(i);
      list = list + RequestTiming{.start = at, .end = at + 30, .url = url, .initiator_type = type};
    }
    Envelope envelope = envelopes_of(list, 30000).at(0);
    EXPECT_EQ(envelope.finish_reason(), "idleTimeout") << type;
    EXPECT_NEAR(envelope.end(), 1530, 0.01) << type;
  }
}

TEST(QuietTime, OneRequestUponAnotherIsActivity) {
  CommandList list = pageload();
  for (int i = 0; i < 10; ++i) list.request(100 + 500 * i, 2 + i, 1).response(590 + 500 * i, 2 + i);
  EXPECT_NEAR(envelopes_of(list, 20000).at(0).end(), 5090, 0.01);
}

TEST(QuietTime, AStreamIsNoActivityFromItsHeadersOn) {
  Session session;
  session.run(pageload().fetch(100, 2, 1).response(900, 2, 200, 3), 901);
  EXPECT_EQ(session.tracer.next_wake(0), 1010);
  session.tick(1010);
  EXPECT_NEAR(session.take_one().end(), 10, 0.01);
  session.run(RequestTiming{.start = 100, .end = 8000, .first_byte = 850}.command().hide(9000), 9000);
  Json span = session.take_one().span("GET /api");
  EXPECT_EQ(span["status"], "ok");
  EXPECT_EQ(span["data"]["http.response.status_code"], 200);
  EXPECT_NEAR(end_of(span), 8000, 0.01);
}

TEST(QuietTime, AStreamThatIsOverEndsLikeAnyAnswer) {
  const Envelope envelope =
      envelopes_of(pageload().fetch(100, 2, 1) + RequestTiming{.start = 100, .end = 199, .first_byte = 150} +
                       CommandList().response(200, 2, 200, 3),
                   20000)
          .at(0);
  EXPECT_NEAR(end_of(envelope.span("GET /api")), 199, 0.01);
  EXPECT_NEAR(envelope.end(), 199, 0.01);
}

TEST(QuietTime, EventSourcesAndLongDownloadsStretchNothing) {
  for (const auto& [type, start] :
       {std::pair{"eventsource", 700.0}, {"websocket", 700.0}, {"img", -4500.0}}) {
    Session session;
    session.run(pageload().mark(500, "m") +
                    RequestTiming{.start = std::max(start, 0.0), .end = 800, .initiator_type = type},
                3000);
    const std::vector<Envelope> envelopes = session.take();
    ASSERT_EQ(envelopes.size(), 1u);
    const bool endless = start > 0;
    EXPECT_NEAR(envelopes[0].end(), endless ? 500 : 800, 0.01) << type;
  }
  Session session;
  session.run(pageload().mark(5500, "m").span(20, 2, 1, "work").finish(5400, 2) +
                  RequestTiming{.start = 100, .end = 5800, .initiator_type = "img"},
              8000);
  session.run(CommandList().hide(8001), 8001);
  const std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_NEAR(envelopes[0].end(), 5500, 0.01);
  EXPECT_EQ(with_op(envelopes[1], "resource.img").size(), 1u);
}

// --- sleep ---

TEST(Suspend, MarksWhatCrossedIt) {
  Session session;
  session.run(CommandList().manual(0, 1).span(100, 2, 1, "across").span(110, 3, 1, "before").finish(200, 3),
              300);
  session.run(CommandList().finish(900, 2).span(950, 4, 1, "after").finish(960, 4), 1000,
              kEpoch + 1000 + 3600000.4);
  session.run(CommandList().finish(1200, 1), 1200, kEpoch + 1200 + 3600000.4 + 60000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.span("across")["data"]["headwater.suspended_ms"], 3600000);
  EXPECT_FALSE(envelope.span("before").contains("data"));
  EXPECT_FALSE(envelope.span("after").contains("data"));
  EXPECT_EQ(envelope.data()["headwater.suspended_ms"], 3660000) << "twice";
  EXPECT_EQ(envelope.data()["headwater.clock_drift_ms"], 3660000);
}

TEST(Suspend, AClockThatWasSetBackIsNone) {
  Session session;
  session.run(CommandList().manual(0, 1), 300);
  session.run(CommandList().finish(900, 1), 1000, kEpoch + 1000 - 3600000);
  Envelope envelope = session.take_one();
  EXPECT_FALSE(envelope.data().contains("headwater.suspended_ms"));
  EXPECT_EQ(envelope.data()["headwater.clock_drift_ms"], -3600000);
}

TEST(Suspend, MarksEntriesThatComeAfterIt) {
  Session session;
  session.run(pageload(), 300);
  session.run(CommandList().measure(250, 700, "m"), 800, kEpoch + 800 + 5000);
  session.tick(3000);
  EXPECT_EQ(session.take_one().span("m")["data"]["headwater.suspended_ms"], 5000);
}

}  // namespace
}  // namespace headwater::testing
