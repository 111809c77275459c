#include <gtest/gtest.h>

#include "tests/core/support/session.h"

// What happens to everything open when the document is hidden or left.
namespace headwater::testing {
namespace {

TEST(TracerHide, EndsThePageload) {
  Session session;
  session.run(CommandList().pageload(0, 1).span(100, 2, 1, "over").finish(200, 2).hide(500), 500);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.trace()["status"], "cancelled");
  EXPECT_EQ(envelope.finish_reason(), "documentHidden");
  EXPECT_EQ(envelope.data()["sentry.cancellation_reason"], "document.hidden");
  EXPECT_EQ(envelope.event["tags"]["visibilitychange"], "document.hidden");
  EXPECT_NEAR(envelope.end(), 200, 0.01);
  EXPECT_EQ(session.tracer.next_due(), std::numeric_limits<double>::infinity());
}

TEST(TracerHide, ARootAloneIsSent) {
  Session session;
  session.run(CommandList().pageload(0, 1).hide(500), 500);
  EXPECT_NEAR(session.take_one().end(), 500, 0.01);
}

TEST(TracerHide, EndsManualTransactionsWithWhatIsOpenInThem) {
  Session session;
  session.run(CommandList().manual(0, 1, "a").span(10, 2, 1, "open").manual(20, 3, "b").hide(500), 500);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  for (Envelope& envelope : envelopes) {
    EXPECT_EQ(envelope.trace()["status"], "cancelled");
    EXPECT_EQ(envelope.data()["sentry.cancellation_reason"], "document.hidden");
    EXPECT_EQ(envelope.finish_reason(), "");
    EXPECT_NEAR(envelope.end(), 500, 0.01);
  }
  EXPECT_EQ(envelopes[0].span("open")["status"], "cancelled");
}

TEST(TracerHide, KeepsAStatusThatWasSet) {
  Session session;
  session.run(CommandList().manual(0, 1).status(1, "not_found").hide(500), 500);
  EXPECT_EQ(session.take_one().trace()["status"], "not_found");
}

TEST(TracerHide, AgainDoesNothing) {
  Session session;
  session.run(CommandList().pageload(0, 1).hide(500).hide(500).hide(501), 501);
  EXPECT_EQ(session.take().size(), 1u);
  EXPECT_EQ(session.dropped(Drop::kStaleHandle), 0u);
}

TEST(TracerHide, WhatComesAfterwardsIsGathered) {
  Session session;
  session.run(CommandList().pageload(0, 1).hide(500).request(600, 2, 1).response(700, 2).hide(800), 800);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 2u);
  EXPECT_EQ(envelopes[1].trace()["op"], "pageload.late");
}

TEST(TracerHide, OnlyAfterWhatWasDueBefore) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(100).hide(5000), 5000);
  Envelope envelope = session.take_one();
  EXPECT_EQ(envelope.finish_reason(), "idleTimeout");
  EXPECT_EQ(envelope.trace()["status"], "ok");
}

}  // namespace
}  // namespace headwater::testing
