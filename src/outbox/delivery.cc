#include "src/outbox/delivery.h"

#include <algorithm>
#include <utility>

#include "src/text/timestamp.h"

namespace headwater {
namespace {

constexpr std::uint8_t kMostRefusals = 3;
constexpr double kFirstWait = 2000;
constexpr double kLongestWait = 300000;

}  // namespace

Delivery::Parcel* Delivery::find(bool most_important) {
  Parcel* found = nullptr;
  for (Parcel& parcel : parcels_) {
    if (!is_waiting(parcel)) continue;
    if (!found || (most_important ? parcel.rank < found->rank : parcel.rank > found->rank)) found = &parcel;
  }
  return found;
}

bool Delivery::exceeds(bool waiting, std::size_t most) const {
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (const Parcel& parcel : parcels_) {
    if (is_waiting(parcel) != waiting) continue;
    ++count;
    bytes += parcel.bytes();
  }
  return count > most || (count > 1 && bytes > limits::kWaitingBytes);
}

void Delivery::erase(const Parcel& parcel) { parcels_.erase(parcels_.begin() + (&parcel - parcels_.data())); }

void Delivery::discard(const Parcel& parcel, Discard reason) {
  if (!parcel.payload.empty()) discards_.add(reason, !parcel.event_id.empty(), parcel.spans);
  discards_.add(parcel.report);
  erase(parcel);
}

void Delivery::put(FinishedTransaction finished) {
  Parcel parcel;
  static_cast<FinishedTransaction&>(parcel) = std::move(finished);
  parcels_.push_back(std::move(parcel));
  bound();
}

void Delivery::bound() {
  while (exceeds(true, limits::kWaitingEnvelopes)) discard(*find(false), Discard::kQueueOverflow);
}

const Delivery::Parcel* Delivery::hand_out(Parcel* parcel, bool reports) {
  if (!parcel) return nullptr;
  if (reports) std::swap(parcel->report, discards_);
  parcel->number = ++last_number_;
  return parcel;
}

const Delivery::Parcel* Delivery::take(double now, std::size_t most) {
  if (!online_ || now < retry_at_ || is_busy(most)) return nullptr;
  const bool reports = !discards_.empty() && now >= limits_.reports();
  Parcel* parcel = now < limits_.traces() ? nullptr : find(true);
  if (!parcel && reports && reports_alone_) {
    reports_alone_ = false;
    parcel = &parcels_.emplace_back();
  }
  return hand_out(parcel, reports);
}

bool Delivery::waits_for_answer(double now) const {
  return online_ && now >= std::max(retry_at_, limits_.traces()) && exceeds(true, 0) && is_busy();
}

const Delivery::Parcel* Delivery::keep() { return hand_out(find(true), true); }

void Delivery::back_off(double at) {
  // What was under way together fails together.
  if (at < retry_at_) return;
  const double longest = kFirstWait * static_cast<double>(1u << std::min(failures_++, 10u));
  const double share = static_cast<double>(random_.next() >> 32) / 4294967296.0;
  retry_at_ = at + std::min(longest, kLongestWait) * (1 - share / 2);
}

void Delivery::answer(double at, std::uint32_t number, Outcome outcome, int status,
                      std::string_view rate_limits, double retry_after) {
  const auto found = std::find_if(parcels_.begin(), parcels_.end(),
                                  [&](const Parcel& one) { return number != 0 && one.number == number; });
  if (found == parcels_.end()) return;
  Parcel& parcel = *found;
  switch (outcome) {
    case Outcome::kAccepted:
    case Outcome::kKept:
      return erase(parcel);
    case Outcome::kLeftOut:
      return discard(parcel, Discard::kBeforeSend);
    case Outcome::kNoRoom:
      return discard(parcel, Discard::kCacheOverflow);
    case Outcome::kAnswered:
      limits_.learn(at, status, rate_limits, retry_after);
      if (status == 429) {
        // It need not have said for how long.
        if (limits_.traces() <= at) back_off(at);
        break;
      }
      if (status >= 500) {
        back_off(at);
        if (++parcel.refusals < kMostRefusals) break;
      } else {
        failures_ = 0;
        if (status < 400) return erase(parcel);
      }
      return discard(parcel, Discard::kSendError);
    case Outcome::kNetworkError:
      back_off(at);
      break;
  }
  // It waits again, with what it told of others told anew.
  discards_.add(std::exchange(parcel.report, {}));
  parcel.number = 0;
  if (parcel.payload.empty()) erase(parcel);
  bound();
}

void Delivery::set_online(bool online) {
  online_ = online;
  if (!online) return;
  failures_ = 0;
  retry_at_ = 0;
}

void Delivery::hold_back(double at, double until) { limits_.learn(at, 0, {}, (until - at) / 1000); }

double Delivery::next_due() const {
  const bool waits = exceeds(true, 0);
  return waits && online_ && !is_busy() ? std::max(retry_at_, limits_.traces()) : kNever;
}

}  // namespace headwater
