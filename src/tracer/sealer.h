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

// Writes what is over, and hands out what is written. While the page is hidden or left it keeps to the room
// that is there, and it knows how long the machine slept.
class Sealer {
 public:
  Shared shared;
  OpenTransactions open;
  Delivery delivery;  // what is written, until somebody has answered for it

  // Of the ids of events, and of the waiting times between tries.
  void seed(std::uint64_t random_seed);

  // Takes the clocks, and notes a sleep between them and those before.
  void set_clocks(const Clocks& clocks);

  // From now on all that ends shares so many bytes, NaN for any number: until unlimit(). Of a page that
  // `goes_on` what has no room waits; of one that is left it is kept for the tab's next page, as far as that
  // has room (limits::kKeptPayload, twice), or cut.
  void limit(double room, bool goes_on);
  void unlimit();
  // Whether requests that are open outlive what ends: false only while a page is left.
  bool goes_on() const { return goes_on_; }

  // Ends the root at `end`, not before its start, and writes it. Answers what has to be sent later: what is
  // beyond the room, as a follow-up, or all of it; null when nothing is left.
  std::unique_ptr<Transaction> seal(std::unique_ptr<Transaction> transaction, double end);
  // Writes the vitals of a page that have changed as spans of their own.
  void send_vitals(PageView& page);

  // The next envelope that may be sent now, or the next that may not (delivery.h); false when there is none.
  // Now, and its `sent_at`, is the last set_clocks.
  bool take(Parts& envelope, std::size_t most);
  bool keep(Parts& envelope);

 private:
  void mark_suspended(SpanStore& spans) const;
  bool hand_out(const Delivery::Parcel* parcel, Parts& parts);

  Random random_;
  double room_ = kNever;       // bytes that the browser still takes from a page that is left
  std::size_t kept_room_ = 0;  // and that the tab's storage takes
  bool goes_on_ = true;
  // The latest sleeps of the machine.
  struct Suspend {
    double at, duration;
  };
  Suspend suspends_[limits::kSuspends] = {};
  std::size_t suspend_count_ = 0;
};

}  // namespace headwater
