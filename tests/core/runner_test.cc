#include "src/commands/runner.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

TEST(CommandRunner, CountsWhatComesBeforeConfigure) {
  Session session{CommandList()};
  EXPECT_FALSE(session.tracer.configured());
  EXPECT_EQ(session.run(CommandList().manual(1, 1).scope_tag("a", "b"), 5), 0u);
  EXPECT_EQ(session.dropped(Drop::kNotConfigured), 2u);
  EXPECT_EQ(session.run(CommandList().configure().manual(6, 2).finish(7, 2), 10), 3u);
  EXPECT_EQ(session.take_one().dropped()["not_configured"], 2);
}

TEST(CommandRunner, ConfiguresOnce) {
  Session session;
  session.run(CommandList().configure({1, 1, 1, 1}), 0);
  EXPECT_EQ(session.dropped(Drop::kNotConfigured), 1u);
  EXPECT_EQ(session.tracer.options().idle_timeout, 1000);
}

TEST(CommandRunner, TheSameSeedGivesTheSameBytes) {
  const CommandList list =
      CommandList().pageload(0, 1).interactive(10).request(20, 2, 1).response(30, 2).hide(100);
  EXPECT_EQ(envelopes_of(list, 100).at(0).text, envelopes_of(list, 100).at(0).text);

  CommandList other_seed = CommandList().configure();
  other_seed.commands[0].numbers[3] = 77;
  Session session(other_seed);
  session.run(list, 100);
  Envelope envelope = session.take_one();
  EXPECT_NE(envelope.event["event_id"], envelopes_of(list, 100).at(0).event["event_id"]);
  EXPECT_EQ(envelope.trace()["span_id"], envelopes_of(list, 100).at(0).trace()["span_id"]);
}

TEST(CommandRunner, CountsWhatTheShimRefused) {
  Session session;
  session.run(CommandList()
                  .add(Command::kRefused, {12})
                  .add(Command::kRefused, {kAbsent})
                  .add(Command::kRefused, {1}),
              0);
  EXPECT_EQ(session.dropped(Drop::kBufferFull), 13u);
}

// Told last, but of a time at which the transaction was open.
TEST(CommandRunner, WhatTheShimRefusedIsMissingInItsTransaction) {
  Session session;
  session.run(CommandList()
                  .manual(0, 1)
                  .finish(20, 1)
                  .add(Command::kRefused, {7})
                  .add(Command::kSpansRefused, {10, 1, 5})
                  .add(Command::kSpansRefused, {10, 99, 2}),
              30);
  EXPECT_EQ(session.take_one().data()["headwater.dropped_spans"], 5);
}

TEST(CommandRunner, ATimeThatIsNoneAtTheStartOfABatchIsNow) {
  Session session;
  session.run(CommandList().manual(0, 1), 0);
  session.run(CommandList().span(kAbsent, 2, 1, "s").finish(-1, 2), 500);
  session.run(CommandList().finish(std::numeric_limits<double>::infinity(), 1), 700);
  Envelope envelope = session.take_one();
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["start_timestamp"]), 500, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("s")["timestamp"]), 500, 0.01);
  EXPECT_NEAR(envelope.end(), 700, 0.01);
}

TEST(CommandRunner, TellsWhenSomethingIsDue) {
  Session session;
  EXPECT_EQ(session.tracer.next_wake(0), std::numeric_limits<double>::infinity());
  session.run(CommandList().navigation(100, 1), 100);
  EXPECT_EQ(session.tracer.next_wake(0), 1100);
  session.run(CommandList().span(200, 2, 1, "s"), 200);
  EXPECT_EQ(session.tracer.next_wake(0), 15200);
  session.run(CommandList().finish(300, 2), 300);
  EXPECT_EQ(session.tracer.next_wake(0), 1300);
}

TEST(CommandRunner, DoesEverythingDueByTheTimeOfTheBatch) {
  Session session;
  session.run(CommandList().navigation(100, 1).mark(100, "m"), 1100);
  EXPECT_EQ(session.take().size(), 1u);
}

TEST(CommandRunner, SurvivesNumbersOfAnyKind) {
  const double kinds[] = {0,
                          1,
                          2,
                          3,
                          -1,
                          0.5,
                          1e9,
                          4294967296.0,
                          1e300,
                          -1e300,
                          kAbsent,
                          std::numeric_limits<double>::infinity(),
                          -std::numeric_limits<double>::infinity(),
                          std::numeric_limits<double>::denorm_min()};
  Random random(99);
  for (int round = 0; round < 300; ++round) {
    Session session;
    for (int batch = 0; batch < 4; ++batch) {
      CommandList list;
      for (int i = 0; i < 40; ++i) {
        const CommandShape& shape = kCommandShapes[1 + random.next() % (std::size(kCommandShapes) - 2)];
        std::vector<double> numbers;
        std::vector<std::string> strings;
        for (int n = 0; n < shape.numbers; ++n) numbers.push_back(kinds[random.next() % std::size(kinds)]);
        const char* texts[] = {"", "a", "{}", "\xc3\xbc", "https://u:p@h/x?y", "b7ad6b7169203331", "ok", "1"};
        const char* jsons[] = {"", "?", "{}", "1", "\"a\"", "{\"a\":[1]}"};
        for (int n = 0; n < shape.strings; ++n) {
          const bool is_json =
              shape.command == Command::kTransaction
                  ? n == 7
                  : n == 1 && (shape.command == Command::kData || shape.command == Command::kScopeValue);
          strings.push_back(is_json ? jsons[random.next() % std::size(jsons)]
                                    : texts[random.next() % std::size(texts)]);
        }
        if (shape.command == Command::kTransaction) strings[0] = kTraceId;
        list.add(shape.command, std::move(numbers), std::move(strings));
      }
      session.run(list, kinds[random.next() % std::size(kinds)], kinds[random.next() % std::size(kinds)]);
      session.tracer.advance(kinds[random.next() % std::size(kinds)]);
    }
    session.run(CommandList().hide(2e9), 2e9);
    session.take();  // checks each envelope
  }
}

}  // namespace
}  // namespace headwater::testing
