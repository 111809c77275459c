#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "src/base/string.h"
#include "src/outbox/delivery.h"
#include "src/outbox/envelope.h"
#include "src/page/page_view.h"
#include "src/record/transaction.h"
#include "src/text/random.h"
#include "src/tracer/open_transactions.h"
#include "src/tracer/shared.h"

namespace headwater {

// Writes the payload of each transaction that has ended, and hands the payloads out as envelopes. While the
// page is hidden or left, it keeps within the bytes that the browser still takes. It also marks the spans
// during which the machine slept.
class Sealer {
 public:
  Shared shared;
  OpenTransactions open;
  Delivery delivery;  // what is written, until somebody has answered for it

  // Sets the seed of the ids of events, and of the random part of waiting times between tries.
  void seed(std::uint64_t random_seed);

  // Takes the clocks, and notes a sleep between them and those before.
  void set_clocks(const Clocks& clocks);

  // Until unlimit(), all transactions that end share `room` bytes; NaN: any number. If the page `goes_on`,
  // what has no room waits. If it is left, what has no room is kept for the tab's next page, as far as that
  // has room (limits::kKeptPayload, twice); the rest is cut.
  void limit(double room, bool goes_on);
  void unlimit();
  // Whether requests that are open outlive what ends: false only while a page is left.
  bool goes_on() const { return goes_on_; }

  // Ends the root at `end`, but not before its start, and writes the transaction. Returns what has to be sent
  // later: the spans that have no room, as a follow-up; or the whole transaction; null when nothing is left.
  std::unique_ptr<Transaction> seal(std::unique_ptr<Transaction> transaction, double end);
  // Writes the web vitals of a page that have changed as standalone spans.
  void send_vitals(PageView& page);

  // take() hands out the next envelope that may be sent now, unless `most` are under way; keep() the next
  // that may not, to be kept elsewhere (see Delivery). False when there is none. The time of the last
  // set_clocks() counts as now, and is the `sent_at` of the envelope.
  bool take(Parts& envelope, std::size_t most);
  bool keep(Parts& envelope);

 private:
  void mark_suspended(SpanStore& spans) const;
  bool hand_out(const Delivery::Parcel* parcel, Parts& parts);

  Random random_;
  double room_ = kNever;       // bytes that the browser still takes from a page that is left
  std::size_t kept_room_ = 0;  // bytes that the tab's storage takes
  bool goes_on_ = true;
  // The latest sleeps of the machine.
  struct Suspend {
    double at, duration;
  };
  Suspend suspends_[limits::kSuspends] = {};
  std::size_t suspend_count_ = 0;
};

}  // namespace headwater
