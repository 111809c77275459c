#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/outbox/discards.h"
#include "src/outbox/rate_limits.h"
#include "src/record/limits.h"
#include "src/record/transaction.h"
#include "src/text/random.h"

namespace headwater {

// A transaction that is over, ready to be wrapped and sent; or spans that belong to none.
struct FinishedTransaction {
  String payload;   // or its start (envelope.h); empty: a client report alone
  String event_id;  // empty: the payload is items of spans (vital_spans.h)
  String dsc;
  std::uint8_t rank = 0;    // 0 is the most important
  std::uint32_t spans = 1;  // its root counted
  // Whose spans the payload goes on with; null where it is whole.
  std::unique_ptr<Transaction> transaction = nullptr;

  // Of memory, about.
  std::size_t bytes() const {
    return payload.size() + dsc.size() + (transaction ? transaction->spans.bytes() : 0);
  }
};

// What became of one that was handed out. The numbers are those of the command `answer`.
enum class Outcome : std::uint8_t {
  kAnswered = 0,      // with a status
  kAccepted = 1,      // by a channel that tells no answer
  kNetworkError = 2,  // it did not arrive, as far as anybody can tell
  kLeftOut = 3,       // the page's own hook or list did not let it go
  kKept = 4,          // for the next page
  kNoRoom = 5,        // it could not be kept
};

// Finished transactions until somebody has answered for them: in which order they go, when one may go, when
// one is tried again, and which is given up. It has no clock: every call says when it is, in ms since the
// time origin.
//
// Bounded by limits::kWaitingEnvelopes and, of more than one, kWaitingBytes: beyond either, the oldest of the
// least important that waits is discarded. What is discarded is told to the receiver in a client report, with
// the next envelope, or alone after report_now().
class Delivery {
 public:
  struct Parcel : FinishedTransaction {
    static constexpr bool kRelocatable = true;
    std::uint32_t number = 0;  // 0: waits; else as take() or keep() gave it
    std::uint8_t refusals = 0;
    Discards report;  // that goes with it
  };

  // Of the waiting times between tries.
  void seed(std::uint64_t seed) { random_ = Random(seed); }

  void put(FinishedTransaction finished);

  // Hands out the oldest of the most important to be sent at `now`; null when there is none that may: the
  // receiver asked to wait, could not be reached a moment ago, the browser is offline, or `most`, or more
  // than kWaitingBytes, are under way. Parcels are numbered from 1 in the order in which they are handed out.
  // Good until the next call.
  const Parcel* take(double now, std::size_t most = limits::kLastInFlight);

  // Whether something waits at `now` only for an answer to one of the limits::kInFlight under way.
  bool waits_for_answer(double now) const;

  // Hands out the next that may not be sent now, to be kept for later elsewhere.
  const Parcel* keep();

  // What became of number `number`; one that is not under way is ignored. The last three as in
  // RateLimits::learn, for kAnswered.
  //
  // Gone for good: what was accepted, kept, or answered by a status below 400; discarded: what was left out,
  // what a status of 4xx refuses other than 429, what three times got a 5xx. The rest waits again: after 429
  // as long as was asked for; after 5xx, network errors, and a 429 that asks for no time, 2 s, 4 s, 8 s... up
  // to 5 min, each shortened at random by up to a half, so that not all pages come back at once. What fails
  // during such a wait was under way when it began, and does not count again.
  void answer(double at, std::uint32_t number, Outcome outcome, int status, std::string_view rate_limits,
              double retry_after);

  // Nothing goes while offline. Back online, what waits goes at once.
  void set_online(bool online);

  // Nothing may be sent before `until`: another page of the tab has learnt it.
  void hold_back(double at, double until);
  double held_back_until() const { return limits_.traces(); }

  // What waits after a failure may be tried at once.
  void retry_now() { retry_at_ = 0; }

  // A report need not wait for an envelope that takes it along.
  void report_now() { reports_alone_ = true; }

  // When what waits may be taken; infinity when nothing waits, or only for an answer or for the browser to be
  // online.
  double next_due() const;

 private:
  bool is_waiting(const Parcel& parcel) const { return parcel.number == 0; }
  bool exceeds(bool waiting, std::size_t most) const;
  void bound();
  bool is_busy(std::size_t most = limits::kInFlight) const { return exceeds(false, most - 1); }
  Parcel* find(bool most_important);
  void erase(const Parcel& parcel);
  void discard(const Parcel& parcel, Discard reason);
  void back_off(double at);
  const Parcel* hand_out(Parcel* parcel, bool reports);

  Vector<Parcel> parcels_;
  std::uint32_t last_number_ = 0;
  std::uint32_t failures_ = 0;  // one after another
  double retry_at_ = 0;
  bool online_ = true;
  bool reports_alone_ = false;
  RateLimits limits_;
  Discards discards_;
  Random random_;
};

}  // namespace headwater
