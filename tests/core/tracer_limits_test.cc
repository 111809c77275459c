#include <gtest/gtest.h>

#include <limits>

#include "src/record/limits.h"
#include "tests/core/support/session.h"

// Caps, and handles that name nothing.
namespace headwater::testing {
namespace {

TEST(TracerLimits, OpenTransactionsAreCappedButThePageAlwaysFindsRoom) {
  Session session;
  CommandList list;
  for (std::size_t i = 1; i <= limits::kOpenTransactions + 3; ++i) list.manual(1, static_cast<double>(i));
  session.run(list.navigation(2, 100), 2);
  EXPECT_EQ(session.dropped(Drop::kTooManyTransactions), 3u);
  session.run(CommandList().hide(3), 3);
  EXPECT_EQ(session.take().size(), limits::kOpenTransactions + 1);
}

TEST(TracerLimits, AnEndedTransactionMakesRoom) {
  Session session;
  CommandList list;
  for (int i = 1; i <= 200; ++i) list.manual(i, i).finish(i, i);
  session.run(list, 200);
  EXPECT_EQ(session.dropped(Drop::kTooManyTransactions), 0u);
}

TEST(TracerLimits, SpansAreCapped) {
  CommandList list = CommandList().manual(0, 1);
  for (int i = 0; i < 1010; ++i) list.span(1, 2 + i, 1, "s").finish(2, 2 + i);
  Envelope envelope = envelopes_of(list.finish(3, 1), 10).at(0);
  EXPECT_EQ(envelope.event["spans"].size(), limits::kSpans);
  EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 10);
  EXPECT_EQ(envelope.dropped()["too_many_spans"], 10);
}

TEST(TracerLimits, TheLongestTheFailedAndTheLatestAreKept) {
  CommandList list = CommandList().manual(0, 1);
  for (int i = 0; i < 5000; ++i) {
    const double took = i < 10 ? 500 : i % 5;
    list.span(1000 + i, 2 + i, 1, std::to_string(i), 0, 1000 + i - took);
    if (i % 500 == 100) list.status(2 + i, "internal_error");
    list.finish(1000 + i, 2 + i);
  }
  Envelope envelope = envelopes_of(list.finish(9000, 1), 9000).at(0);
  EXPECT_EQ(envelope.event["spans"].size(), limits::kSpans);
  EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 5000 - limits::kSpans);
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(envelope.span(std::to_string(i)).is_null()) << i;
    EXPECT_FALSE(envelope.span(std::to_string(100 + 500 * i)).is_null()) << i;
  }
  // What is left of the room goes to the latest of those that took 4 ms.
  EXPECT_FALSE(envelope.span("4999").is_null());
  EXPECT_TRUE(envelope.span("4998").is_null());
  EXPECT_TRUE(envelope.span("14").is_null());
}

TEST(TracerLimits, SpansThatStayOpenAreKeptUpToTheWorkingRoom) {
  CommandList list = CommandList().manual(0, 1);
  for (int i = 0; i < 1300; ++i) list.span(1, 2 + i, 1, "open");
  for (int i = 0; i < 1300; ++i) list.finish(2, 2 + i);
  Envelope envelope = envelopes_of(list.finish(3, 1), 10).at(0);
  EXPECT_EQ(envelope.event["spans"].size(), limits::kSpans);
  EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 300);
}

TEST(TracerLimits, EndlessSpansCostLittle) {
  Session session;
  session.run(CommandList().manual(0, 1), 0);
  for (int round = 0; round < 100; ++round) {
    CommandList list;
    for (int i = 0; i < 1000; ++i) {
      const double handle = 2 + 1000 * round + i;
      list.span(round, handle, 1, "a description of some length")
          .tag(handle, "key", "value")
          .data(handle, "json", "[1,2,3]")
          .finish(round, handle);
    }
    session.run(list, round);
  }
  EXPECT_LE(session.tracer.find(1).transaction->spans.all().size(), limits::kWorkingSpans + 1);
  session.run(CommandList().finish(100, 1), 100);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 99000);
  EXPECT_FALSE(envelope.dropped().contains("too_much_text"));
  for (const Json& span : envelope.event["spans"]) {
    EXPECT_EQ(span["description"], "a description of some length");
    EXPECT_EQ(span["tags"], (Json{{"key", "value"}}));
    EXPECT_EQ(span["data"], (Json{{"json", {1, 2, 3}}}));
  }
}

TEST(TracerLimits, APageMayHaveMoreSpans) {
  for (const auto& [wanted, kept] :
       {std::pair{kAbsent, 1000u}, {0.0, 1000u}, {3000.0, 3000u}, {1e9, 10'000u}}) {
    Session session(CommandList().configure().add(Command::kRules, {kAbsent, kAbsent, wanted}, {"", "", ""}));
    CommandList list = CommandList().manual(0, 1);
    for (int i = 0; i < 12'000; ++i) {
      list.span(1, 2 + i, 1, "a description of some length").tag(2 + i, "a", "b").finish(2, 2 + i);
    }
    session.run(list.finish(10, 1), 10);
    Envelope envelope = session.take_one();
    EXPECT_EQ(envelope.event["spans"].size(), kept);
    EXPECT_EQ(envelope.data()["headwater.dropped_spans"], 12'000 - kept);
  }
}

// Each as a span of its own or counted by the one that stands for it; none twice.
TEST(TracerLimits, EveryEntryOfABusyPageIsToldOf) {
  for (const bool long_addresses : {false, true}) {
    CommandList list = CommandList().pageload(0, 1).interactive(10);
    const std::string folder = long_addresses ? std::string(400, 'f') + "/" : "";
    for (int i = 0; i < 1000; ++i) {
      list.resource({.start = 20.0 + i / 2,
                     .end = 25.0 + i / 2 + i % 7,
                     .response_start = 22.0 + i / 2,
                     .transfer_size = 300,
                     .encoded_body_size = 1,
                     .response_status = i % 100 == 0 ? 404.0 : 200.0,
                     .url = "https://cdn" + std::to_string(i % 3) + ".example/" + folder + std::to_string(i),
                     .initiator_type = i % 2 ? "img" : "script"});
      if (i % 2) continue;
      list.mark(30 + i, "mark " + std::to_string(i)).measure(30, 30 + i, "measure " + std::to_string(i));
    }
    Envelope envelope = envelopes_of(list.hide(1500), 1500).at(0);
    EXPECT_LE(envelope.event["spans"].size(), limits::kSpans);
    std::size_t resources = 0, marks = 0, measures = 0, failed = 0, folded = 0;
    double bytes = 0;
    std::set<std::string> names;
    for (const Json& span : envelope.event["spans"]) {
      const std::string op = span["op"];
      const Json data = span.value("data", Json::object());
      const bool several = data.contains("resource.count");
      const std::size_t count = data.value("resource.count", std::size_t{1});
      (op == "mark" ? marks : op == "measure" ? measures : resources) += count;
      bytes += data.value(several ? "resource.bytes" : "http.response_transfer_size", 0.0);
      failed += span.value("status", "") == "not_found";
      if (several) {
        folded += count;
      } else {
        EXPECT_TRUE(names.insert(op + span["description"].get<std::string>()).second) << span;
      }
    }
    EXPECT_EQ(resources, 1000u);
    EXPECT_EQ(marks, 500u);
    EXPECT_EQ(measures, 500u);
    EXPECT_EQ(bytes, 300000);
    EXPECT_EQ(failed, 10u) << "what failed is whole";
    EXPECT_EQ(envelope.data()["headwater.folded_spans"], folded);
    EXPECT_FALSE(envelope.data().contains("headwater.dropped_spans"));
    EXPECT_FALSE(envelope.event["contexts"].contains("headwater")) << envelope.dropped();
  }
}

TEST(TracerLimits, ShortSpansAreLeftOutWhenAskedFor) {
  Session session;
  session.run(CommandList().add(Command::kRules, {10, 0, kAbsent}, {"", "", ""}), 0);
  session.run(CommandList()
                  .manual(0, 1)
                  .span(1, 2, 1, "short")
                  .span(2, 3, 1, "long", 2)
                  .finish(5, 2)
                  .request(5, 4, 1)
                  .response(6, 4)
                  .finish(12, 3)
                  .finish(20, 1),
              20);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.event["spans"].size(), 2u);
  EXPECT_EQ(envelope.span("long")["parent_span_id"], envelope.trace()["span_id"]);
  EXPECT_FALSE(envelope.data().contains("headwater.dropped_spans"));
}

TEST(TracerLimits, AHandleInUseIsRefused) {
  Session session;
  session.run(CommandList().pageload(0, 1).manual(1, 2).span(2, 3, 2, "s"), 5);
  session.run(CommandList()
                  .manual(6, 1)
                  .manual(6, 3)
                  .navigation(6, 2)
                  .span(6, 2, 1, "x")
                  .span(6, 3, 1, "x")
                  .request(6, 3, 1)
                  .rootless(6, 1),
              7);
  EXPECT_EQ(session.dropped(Drop::kInvalidHandle), 7u);
  session.run(CommandList().hide(8), 8);
  EXPECT_EQ(session.take().size(), 2u);
}

TEST(TracerLimits, ThePagesHandleStaysInUseAfterItsRootEnded) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(0), 5000);
  session.run(CommandList().manual(6000, 1), 6000);
  EXPECT_EQ(session.dropped(Drop::kInvalidHandle), 1u);
}

TEST(TracerLimits, HandlesThatAreNoneAreCounted) {
  Session session;
  session.run(CommandList().manual(0, 1), 0);
  for (double handle : {0.0, -1.0, 1.5, 2147483648.0, 4294967296.0, 1e300, kAbsent,
                        std::numeric_limits<double>::infinity()}) {
    const std::uint32_t before = session.dropped(Drop::kInvalidHandle);
    session.run(CommandList()
                    .manual(1, handle)
                    .span(1, handle, 1, "s")
                    .span(1, 7, handle, "s")
                    .finish(1, handle)
                    .tag(handle, "a", "b")
                    .request(1, handle, 1)
                    .response(1, handle),
                1);
    EXPECT_EQ(session.dropped(Drop::kInvalidHandle), before + 7) << handle;
  }
  session.run(CommandList().finish(2, 1), 2);
  EXPECT_TRUE(session.take_one().event["spans"].empty());
}

TEST(TracerLimits, StaleHandlesAreCountedNoOps) {
  Session session;
  session.run(CommandList()
                  .finish(1, 99)
                  .tag(99, "a", "b")
                  .data(99, "a", "1")
                  .status(99, "ok")
                  .http_status(99, 200)
                  .name(99, "n")
                  .response(1, 99)
                  .measurement(99, "m", 1),
              1);
  EXPECT_EQ(session.dropped(Drop::kStaleHandle), 8u);
  EXPECT_TRUE(session.take().empty());
}

TEST(TracerLimits, AnUnusableTransactionIsCounted) {
  Session session;
  const auto transaction = [](std::string trace, std::string parent, double epoch, std::string dsc) {
    static double handle = 0;
    return CommandList()
        .add(Command::kTransaction, {1, ++handle, 0, kAbsent, epoch},
             {std::move(trace), std::move(parent), "n", "", "", "", "", std::move(dsc)})
        .finish(2, handle);
  };
  const std::string trace(kTraceId);
  session.run(transaction("ABC", "", kEpoch, ""), 5);
  session.run(transaction(std::string(32, '0'), "", kEpoch, ""), 5);
  EXPECT_EQ(session.dropped(Drop::kInvalidTrace), 2u);
  session.run(transaction(trace, "", kAbsent, ""), 5);
  EXPECT_EQ(session.dropped(Drop::kInvalidValue), 1u);
  EXPECT_TRUE(session.take().empty());

  session.run(transaction(trace, "xyz", kEpoch, "[1]"), 5);
  Envelope envelope = session.take_one();
  EXPECT_FALSE(envelope.trace().contains("parent_span_id"));
  EXPECT_FALSE(envelope.header.contains("trace"));
  EXPECT_EQ(envelope.dropped()["invalid_json"], 1);
}

TEST(TracerLimits, LongTextsAreCut) {
  const std::string longest(16000, 'x');
  Envelope envelope = envelopes_of(CommandList()
                                       .add(Command::kTransaction, {0, 1, 0, kAbsent, kEpoch},
                                            {std::string(kTraceId), "", longest, longest, longest, longest,
                                             "https://shop.example/" + longest, ""})
                                       .span(1, 2, 1, longest)
                                       .finish(2, 2)
                                       .finish(3, 1),
                                   10)
                          .at(0);
  EXPECT_EQ(envelope.event["transaction"].get<std::string>().size(), limits::kName);
  EXPECT_EQ(envelope.event["transaction_info"]["source"], "custom");
  EXPECT_EQ(envelope.trace()["op"].get<std::string>().size(), limits::kOperation);
  EXPECT_EQ(envelope.event["request"]["url"].get<std::string>().size(), limits::kUrl);
  EXPECT_EQ(envelope.event["spans"][0]["description"].get<std::string>().size(), limits::kDescription);
}

TEST(TracerLimits, FinishedEnvelopesThatNobodyTakesAreBounded) {
  Session session;
  CommandList list;
  for (int i = 1; i <= 150; ++i) list.manual(i, i, std::to_string(i)).finish(i, i);
  session.run(list, 150);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), limits::kWaitingEnvelopes);
  EXPECT_EQ(envelopes.front().event["transaction"], "51");
}

TEST(TracerLimits, NoTimeMakesItRunForever) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(0), 0);
  const double infinity = std::numeric_limits<double>::infinity();
  session.tracer.advance(kAbsent);
  session.tracer.advance(-infinity);
  EXPECT_TRUE(session.take().empty());
  session.tracer.advance(infinity);
  EXPECT_EQ(session.take().size(), 1u);
  session.tracer.advance(infinity);
  session.run(CommandList().navigation(5, 2).mark(5, "m"), infinity, infinity);
  EXPECT_EQ(session.take().size(), 1u);
}

TEST(TracerLimits, AnEndlessLimitIsNone) {
  const double infinity = std::numeric_limits<double>::infinity();
  Session session(CommandList().configure({infinity, infinity, infinity, infinity}));
  session.run(CommandList().pageload(0, 1).interactive(10), 1e9);
  EXPECT_EQ(session.tracer.next_wake(0), infinity);
  session.run(CommandList().hide(1e9), 1e9);
  EXPECT_EQ(session.take().size(), 1u);
}

}  // namespace
}  // namespace headwater::testing
