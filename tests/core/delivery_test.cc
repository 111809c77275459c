#include "src/outbox/delivery.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "src/record/limits.h"
#include "src/text/timestamp.h"

namespace headwater {
namespace {

using Json = nlohmann::json;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Time is what the test says it is.
class DeliveryTest : public ::testing::Test {
 protected:
  void put(std::string id, std::uint8_t rank = 2, std::size_t bytes = 10, std::uint32_t spans = 1) {
    delivery.put({std::string_view(std::string(bytes, 'x')), std::string_view(id), "", rank, spans});
  }

  void put_with_trace(std::string_view id, std::string_view dsc) { delivery.put({"x", id, dsc, 2, 1}); }

  // The ids of all that may be sent, in the order in which they are handed out, each followed by a space.
  std::string take_all() {
    std::string ids;
    while (const Delivery::Parcel* one = delivery.take(now)) ids += std::string(one->event_id) + ' ';
    return ids;
  }

  void answer(std::uint32_t number, int status, std::string_view limits = {}, double retry_after = kNone) {
    delivery.answer(now, number, Outcome::kAnswered, status, limits, retry_after);
  }
  void end(std::uint32_t number, Outcome outcome) { delivery.answer(now, number, outcome, 0, {}, kNone); }

  // What a report says, taken alone.
  Json report() {
    delivery.report_now();
    return report_of(delivery.take(now));
  }
  static Json report_of(const Delivery::Parcel* parcel) {
    if (!parcel || parcel->report.empty()) return nullptr;
    Json counts;
    const Json told = Json::parse(parcel->report.report("1763800000.5"));
    for (const Json& event : told["discarded_events"]) {
      counts[event["reason"].get<std::string>()][event["category"].get<std::string>()] = event["quantity"];
    }
    return counts;
  }

  double now = 1000;
  Delivery delivery;
};

TEST_F(DeliveryTest, HandsOutTheMostImportantFirstAndTheOldestOfThem) {
  put("manual-1", 2);
  put("late", 3);
  put("pageload", 0);
  put("manual-2", 2);
  put("navigation", 1);
  EXPECT_EQ(take_all(), "pageload navigation manual-1 manual-2 late ");
  EXPECT_EQ(take_all(), "");
}

TEST_F(DeliveryTest, BeyondTheCountTheOldestOfTheLeastImportantGoes) {
  delivery.set_online(false);
  put("late-1", 3, 10, 5);
  put("late-2", 3);
  for (std::size_t i = 2; i < limits::kWaitingEnvelopes; ++i) put("m", 2);
  put("pageload", 0);
  delivery.set_online(true);
  const std::string ids = take_all();
  EXPECT_EQ(ids.rfind("pageload ", 0), 0u);
  for (std::uint32_t number = 1; number <= limits::kLastInFlight; ++number) end(number, Outcome::kAccepted);
  EXPECT_EQ(report(), nullptr) << "it went with the first";
}

TEST_F(DeliveryTest, BytesAreBoundedToo) {
  for (int i = 0; i < 10; ++i) put(std::to_string(i), 2, 1 << 19, 3);
  const Delivery::Parcel* first = delivery.take(now);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(Json::parse(first->report.report("1.5")), Json::parse(R"({"timestamp": 1.5, "discarded_events": [
      {"reason": "queue_overflow", "category": "transaction", "quantity": 2},
      {"reason": "queue_overflow", "category": "span", "quantity": 6}]})"));
  EXPECT_EQ(first->event_id, "2");
  EXPECT_EQ(take_all(), "3 4 5 6 7 8 9 ");
}

TEST_F(DeliveryTest, WhatATraceSaysOfItselfCountsToo) {
  for (int i = 0; i < 10; ++i) put_with_trace(std::to_string(i), std::string((1 << 19) - 1, 'x'));
  EXPECT_EQ(take_all(), "2 3 4 5 6 7 8 9 ");
}

TEST_F(DeliveryTest, TwoAreUnderWayAndTheRestWaitsForTheirAnswers) {
  const auto take = [&] { return delivery.take(now, limits::kInFlight); };
  for (int i = 0; i < 4; ++i) put("x");
  ASSERT_TRUE(take());
  EXPECT_FALSE(delivery.waits_for_answer(now));
  ASSERT_TRUE(take());
  EXPECT_FALSE(take());
  EXPECT_TRUE(delivery.waits_for_answer(now));
  EXPECT_EQ(delivery.next_due(), kNever) << "an answer comes first";
  end(2, Outcome::kAccepted);
  EXPECT_FALSE(delivery.waits_for_answer(now));
  EXPECT_LE(delivery.next_due(), now);
  ASSERT_TRUE(take());
  answer(1, 429, {}, 60);
  EXPECT_FALSE(delivery.waits_for_answer(now)) << "for the end of the limit";
}

TEST_F(DeliveryTest, OfAPageThatIsLeftNoMoreThanThirtyAreUnderWay) {
  for (int i = 0; i < 40; ++i) put("x");
  EXPECT_EQ(take_all().size() / 2, limits::kLastInFlight);
  end(7, Outcome::kAccepted);
  EXPECT_EQ(take_all(), "x ");
}

TEST_F(DeliveryTest, WhatWasAnsweredOrAcceptedIsGone) {
  for (const char* id : {"a", "b", "c"}) put(id);
  take_all();
  answer(1, 200);
  end(2, Outcome::kAccepted);
  end(3, Outcome::kKept);
  EXPECT_EQ(delivery.next_due(), kNever);
  EXPECT_EQ(report(), nullptr);
}

TEST_F(DeliveryTest, WhatTheReceiverRefusesIsNotSentAgain) {
  std::uint32_t number = 0;
  for (const int status : {400, 401, 403, 404, 413, 499}) {
    put("x");
    EXPECT_EQ(take_all(), "x ");
    answer(++number, status);
    now += 600000;
    EXPECT_EQ(take_all(), "") << status;
  }
}

TEST_F(DeliveryTest, RefusalsAreReported) {
  put("x", 2, 10, 4);
  take_all();
  answer(1, 413);
  EXPECT_EQ(report(), Json::parse(R"({"send_error": {"transaction": 1, "span": 4}})"));
}

TEST_F(DeliveryTest, WhatThePageLeftOutAndWhatFoundNoRoomIsReported) {
  put("a");
  put("b");
  take_all();
  end(1, Outcome::kLeftOut);
  end(2, Outcome::kNoRoom);
  EXPECT_EQ(report(), Json::parse(R"({"before_send": {"transaction": 1, "span": 1},
                                      "cache_overflow": {"transaction": 1, "span": 1}})"));
}

TEST_F(DeliveryTest, ALimitIsWaitedForAndThenItIsSent) {
  put("a");
  put("b");
  delivery.take(now);
  answer(1, 429, "60:transaction:key");
  EXPECT_EQ(take_all(), "");
  EXPECT_EQ(delivery.next_due(), 61000);
  EXPECT_EQ(delivery.held_back_until(), 61000);
  now = 60999;
  EXPECT_EQ(take_all(), "");
  now = 61000;
  EXPECT_EQ(take_all(), "a b ");
}

TEST_F(DeliveryTest, ALimitOfOtherThingsHoldsNothingBack) {
  put("a");
  put("b");
  delivery.take(now);
  answer(1, 200, "60:error;session:key");
  EXPECT_EQ(take_all(), "b ");
}

TEST_F(DeliveryTest, ABare429WaitsAMinute) {
  put("a");
  take_all();
  answer(1, 429);
  EXPECT_EQ(delivery.next_due(), 61000);
}

TEST_F(DeliveryTest, RetryAfterIsWaitedForAfterA503) {
  put("a");
  take_all();
  answer(1, 503, {}, 120);
  EXPECT_EQ(delivery.next_due(), 121000);
}

TEST_F(DeliveryTest, ReportsHaveALimitOfTheirOwn) {
  put("a");
  put("b");
  delivery.take(now);
  answer(1, 200, "60:internal:key");
  delivery.take(now);
  answer(2, 413);
  EXPECT_EQ(report(), nullptr);
  now = 61000;
  EXPECT_EQ(report(), Json::parse(R"({"send_error": {"transaction": 1, "span": 1}})"));
}

TEST_F(DeliveryTest, AReportGoesThoughTracesAreHeldBack) {
  put("a");
  put("b");
  take_all();
  answer(1, 413);
  answer(2, 429, "60:transaction:key");
  EXPECT_EQ(report(), Json::parse(R"({"send_error": {"transaction": 1, "span": 1}})"));
}

TEST_F(DeliveryTest, NetworkErrorsAreTriedAgainLaterAndLater) {
  delivery.seed(3);
  put("a");
  double longest = 2000;
  for (std::uint32_t number = 1; number <= 12; ++number) {
    ASSERT_EQ(take_all(), "a ") << number;
    end(number, Outcome::kNetworkError);
    const double wait = delivery.next_due() - now;
    EXPECT_GE(wait, longest / 2) << number;
    EXPECT_LE(wait, longest) << number;
    longest = std::min(longest * 2, 300000.0);
    now += wait - 1;
    EXPECT_EQ(take_all(), "") << number;
    now += 1;
  }
  EXPECT_EQ(report(), nullptr) << "nothing is given up";
}

TEST_F(DeliveryTest, PagesDoNotComeBackTogether) {
  std::vector<double> waits;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Delivery one;
    one.seed(seed);
    one.put({"x", "a", "", 0, 1});
    one.take(0);
    one.answer(0, 1, Outcome::kNetworkError, 0, {}, kNone);
    for (const double wait : waits) EXPECT_NE(wait, one.next_due());
    waits.push_back(one.next_due());
  }
}

TEST_F(DeliveryTest, ATryCanBeAskedForButNotAgainstALimit) {
  put("a");
  take_all();
  end(1, Outcome::kNetworkError);
  delivery.retry_now();
  EXPECT_EQ(take_all(), "a ");
  answer(2, 429);
  delivery.retry_now();
  EXPECT_EQ(take_all(), "");
}

TEST_F(DeliveryTest, SuccessEndsTheWaiting) {
  for (const char* id : {"a", "b", "c"}) put(id);
  take_all();
  for (const std::uint32_t number : {1u, 2u}) end(number, Outcome::kNetworkError);
  now += 4000;
  answer(3, 200);
  EXPECT_EQ(take_all(), "a b ");
  end(4, Outcome::kNetworkError);
  EXPECT_LE(delivery.next_due(), now + 2000) << "counted from the start again";
}

TEST_F(DeliveryTest, AServerThatFailsThreeTimesForOneIsBelieved) {
  put("a", 2, 10, 2);
  for (std::uint32_t number = 1; number <= 3; ++number) {
    ASSERT_EQ(take_all(), "a ");
    answer(number, 500);
    now += 300000;
  }
  EXPECT_EQ(take_all(), "");
  EXPECT_EQ(report(), Json::parse(R"({"send_error": {"transaction": 1, "span": 2}})"));
}

TEST_F(DeliveryTest, NothingGoesWhileOfflineAndAllAtOnceThen) {
  put("a");
  take_all();
  end(1, Outcome::kNetworkError);
  delivery.set_online(false);
  put("b");
  now += 600000;
  EXPECT_EQ(take_all(), "");
  EXPECT_EQ(delivery.next_due(), kNever);
  delivery.set_online(true);
  EXPECT_EQ(take_all(), "a b ");
}

TEST_F(DeliveryTest, WhatMayNotBeSentIsHandedOutToBeKept) {
  put("late", 3);
  put("pageload", 0);
  delivery.set_online(false);
  EXPECT_EQ(delivery.keep()->event_id, "pageload");
  end(1, Outcome::kKept);
  EXPECT_EQ(delivery.keep()->event_id, "late");
  end(2, Outcome::kKept);
  EXPECT_EQ(delivery.keep(), nullptr);
  delivery.set_online(true);
  EXPECT_EQ(take_all(), "");
}

TEST_F(DeliveryTest, AnotherPagesLimitHolds) {
  put("a");
  delivery.hold_back(now, 5000);
  EXPECT_EQ(take_all(), "");
  delivery.hold_back(now, 900);
  EXPECT_EQ(delivery.next_due(), 5000);
}

TEST_F(DeliveryTest, AReportThatWasLostIsToldAgain) {
  put("a");
  take_all();
  answer(1, 413);
  put("b");
  const Delivery::Parcel* b = delivery.take(now);
  ASSERT_NE(b, nullptr);
  EXPECT_FALSE(b->report.empty());
  end(2, Outcome::kNetworkError);
  now += 10000;
  const Delivery::Parcel* again = delivery.take(now);
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->event_id, "b");
  EXPECT_FALSE(again->report.empty());
  answer(3, 200);
  EXPECT_EQ(report(), nullptr);
}

TEST_F(DeliveryTest, AnswersToNothingAreIgnored) {
  put("a");
  for (const std::uint32_t number : {0u, 1u, 99u}) end(number, Outcome::kKept);
  EXPECT_EQ(take_all(), "a ");
  answer(1, 200);
  answer(1, 429);
  EXPECT_EQ(delivery.held_back_until(), 0);
}

TEST_F(DeliveryTest, ThoseUnderWayTogetherFailTogether) {
  for (std::size_t i = 0; i < limits::kLastInFlight; ++i) put("a");
  take_all();
  for (std::uint32_t number = 1; number <= limits::kLastInFlight; ++number)
    end(number, Outcome::kNetworkError);
  EXPECT_LE(delivery.next_due(), now + 2000);
}

TEST_F(DeliveryTest, ARefusalThatDoesNotSayForHowLongIsNotFollowedAtOnce) {
  put("a");
  double wait = 1000;
  std::uint32_t number = 0;
  for (const char* limits : {"60:error:key", "0::organization", "0:transaction:key"}) {
    ASSERT_EQ(take_all(), "a ");
    answer(++number, 429, limits);
    EXPECT_EQ(take_all(), "") << limits;
    EXPECT_GE(delivery.next_due(), now + wait) << limits;
    wait *= 2;
    now = delivery.next_due();
  }
  ASSERT_EQ(take_all(), "a ");
  answer(++number, 429, {}, 0);
  EXPECT_EQ(take_all(), "");
}

TEST_F(DeliveryTest, WhatComesBackIsBoundedToo) {
  for (std::size_t i = 0; i < limits::kLastInFlight; ++i) put("early", 2, 10, 2);
  take_all();
  for (std::size_t i = 0; i < limits::kWaitingEnvelopes; ++i) put("late", 2, 10, 3);
  for (std::uint32_t number = 1; number <= limits::kLastInFlight; ++number)
    end(number, Outcome::kNetworkError);
  delivery.retry_now();
  EXPECT_EQ(report_of(delivery.take(now)),
            Json::parse(R"({"queue_overflow": {"transaction": 30, "span": 60}})"));
}

TEST_F(DeliveryTest, BytesUnderWayAreBoundedToo) {
  for (int i = 0; i < 30; ++i) {
    put("x", 2, limits::kPayload);
    take_all();
  }
  std::size_t bytes = 0;
  for (std::uint32_t number = 1; number <= 30; ++number) {
    end(number, Outcome::kNetworkError);
    delivery.set_online(true);
  }
  while (const Delivery::Parcel* one = delivery.keep()) bytes += one->payload.size();
  EXPECT_LE(bytes, 4u << 20);
}

TEST_F(DeliveryTest, WhatIsKeptTakesTheReportAlong) {
  put("a", 2, 10, 4);
  put("b");
  delivery.take(now);
  answer(1, 413);
  delivery.set_online(false);
  EXPECT_EQ(report_of(delivery.keep()), Json::parse(R"({"send_error": {"transaction": 1, "span": 4}})"));
  end(2, Outcome::kKept);
  delivery.set_online(true);
  EXPECT_EQ(report(), nullptr);
}

}  // namespace
}  // namespace headwater
