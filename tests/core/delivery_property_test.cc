#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "src/outbox/delivery.h"
#include "src/record/limits.h"
#include "src/text/random.h"

// Whatever happens to envelopes, and in whatever order: each is gone once, or told of as discarded once.
namespace headwater {
namespace {

using Json = nlohmann::json;

class AnyDelivery {
 public:
  explicit AnyDelivery(std::uint64_t seed) : random_(seed) { delivery_.seed(seed); }

  void step() {
    switch (pick(10)) {
      case 0:
      case 1:
      case 2:
        return put();
      case 3:
      case 4:
        return note(delivery_.take(now_));
      case 5:
        if (pick(20) == 0) note(delivery_.keep());
        return;
      case 6:
      case 7:
      case 8:
        return answer(pick(handed_out_ + 3));
      default:
        return change();
    }
  }

  // Until nothing is left: what is under way arrives, what waits is sent.
  void finish() {
    delivery_.set_online(true);
    for (int quiet = 0; quiet < 3; ++quiet) {
      now_ = std::max(now_, 0.0) + 1e12;
      delivery_.report_now();
      for (std::uint32_t number = 1; number <= handed_out_; ++number) {
        settle(number, Outcome::kAccepted, 0, {}, 0);
      }
      while (const Delivery::Parcel* one = delivery_.take(now_)) {
        note(one);
        settle(handed_out_, Outcome::kAccepted, 0, {}, 0);
      }
    }
    EXPECT_TRUE(under_way_.empty());
    EXPECT_EQ(gone_ + told_["transaction"], put_);
    EXPECT_EQ(gone_spans_ + told_["span"], put_spans_);
  }

 private:
  struct UnderWay {
    std::string id;
    std::uint32_t spans;
    Discards report;
  };

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_.next() % below); }

  void put() {
    constexpr std::size_t kSizes[] = {1, 10, 1000, 100000, limits::kPayload};
    const std::uint32_t spans = 1 + pick(1000);
    put_ += 1;
    put_spans_ += spans;
    delivery_.put({std::string_view(std::string(kSizes[pick(5)], 'x')),
                   std::string_view(std::to_string(put_)), "", static_cast<std::uint8_t>(pick(4)), spans});
  }

  void note(const Delivery::Parcel* parcel) {
    if (!parcel) return;
    EXPECT_EQ(parcel->number, ++handed_out_);
    for (const auto& [number, other] : under_way_) {
      EXPECT_TRUE(other.id.empty() || other.id != parcel->event_id) << "is under way twice";
    }
    under_way_[handed_out_] = {std::string(parcel->event_id), parcel->payload.empty() ? 0 : parcel->spans,
                               parcel->report};
    EXPECT_FALSE(parcel->payload.empty() && parcel->report.empty()) << "an envelope of nothing";
  }

  void answer(std::uint32_t number) {
    constexpr int kStatuses[] = {200, 204, 302, 400, 413, 429, 429, 500, 503, 0};
    constexpr const char* kLimits[] = {"",          "", "", "1:transaction:x", "0::x", "5:internal:x",
                                       "9:error:x", "x"};
    settle(number, static_cast<Outcome>(pick(6)), kStatuses[pick(10)], kLimits[pick(8)], any_time());
  }

  void settle(std::uint32_t number, Outcome outcome, int status, std::string_view rate_limits,
              double retry_after) {
    delivery_.answer(now_, number, outcome, status, rate_limits, retry_after);
    const auto found = under_way_.find(number);
    if (found == under_way_.end()) return;
    const bool arrived = outcome == Outcome::kAccepted || outcome == Outcome::kKept ||
                         (outcome == Outcome::kAnswered && status < 400);
    if (arrived) {
      gone_ += found->second.spans > 0;
      gone_spans_ += found->second.spans;
      tell(found->second.report);
    }
    under_way_.erase(found);
  }

  void tell(const Discards& report) {
    if (report.empty()) return;
    const Json all = Json::parse(report.report("1.5"));
    for (const Json& event : all["discarded_events"]) {
      told_[event["category"].get<std::string>()] += event["quantity"].get<std::uint64_t>();
    }
  }

  double any_time() {
    constexpr double kTimes[] = {std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity(),
                                 -1,
                                 0,
                                 0.5,
                                 3,
                                 1e18};
    return kTimes[pick(8)];
  }

  void change() {
    switch (pick(6)) {
      case 0:
        return delivery_.set_online(pick(3) > 0);
      case 1:
        return delivery_.hold_back(now_, pick(8) ? now_ + pick(2000) : any_time());
      case 2:
        return delivery_.retry_now();
      case 3:
        return delivery_.report_now();
      case 4:
        now_ = pick(8) ? now_ + pick(100000) : now_ - pick(100000);  // backwards too
        return;
      default:
        EXPECT_FALSE(delivery_.next_due() < 0);
        EXPECT_FALSE(std::isnan(delivery_.next_due()));
    }
  }

  Random random_;
  Delivery delivery_;
  double now_ = 1000;
  std::uint32_t handed_out_ = 0;
  std::map<std::uint32_t, UnderWay> under_way_;
  std::uint64_t put_ = 0, put_spans_ = 0, gone_ = 0, gone_spans_ = 0;
  std::map<std::string, std::uint64_t> told_;
};

TEST(DeliveryProperty, EachIsGoneOnceOrToldOfOnce) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    AnyDelivery delivery(seed);
    for (int step = 0; step < 600; ++step) delivery.step();
    delivery.finish();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace headwater
