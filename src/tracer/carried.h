#pragma once

#include <memory>

#include "src/base/vector.h"
#include "src/tracer/open_transactions.h"
#include "src/tracer/sealer.h"
#include "src/tracer/shared.h"

namespace headwater {

// Transactions that are sent later than the one they come from: a follow-up with the requests that a
// transaction left open when it ended, to be sent when they are over; and what a page that is hidden could
// not send at once. Every transaction that ends passes through seal().
class Carried {
 public:
  Sealer sealer;

  // Seals a transaction that ended at `end`. What Sealer::seal returns, because it has no room now, is kept
  // and sent later.
  void seal(std::unique_ptr<Transaction> transaction, double end);

  // Moves the requests of `from` that are not answered by `at` into a follow-up of their own. Returns whether
  // there were any. While a page is left (Sealer::goes_on() is false) none is moved.
  bool carry_requests(Transaction& from, double at);
  // Keeps a follow-up until all in it is over, for limits::kFollowUpAge at most. If limits::kCarried are kept
  // already, the oldest is sent first, with what is open in it cancelled.
  void add(std::unique_ptr<Transaction> follow_up, double at);

  // Sends at `at` the follow-ups in which all is over and that need not wait for their time, and those whose
  // time is up by `due_by`. With -kNever only the former are sent, with kNever all.
  void send(double at, double due_by);
  // Sends the follow-ups in which nothing is open, also those that wait for their time.
  void flush(double at);
  // When the first is due; kNever for none.
  double due() const;

  // The span of that handle in a follow-up, if it is not the root: roots are over. Both null when there is
  // none.
  Found find(Handle handle) const;
  // Whether that is the handle of a follow-up's root, or of a span in one.
  bool has(Handle handle) const;

 private:
  void make_room(double at);
  void keep(std::unique_ptr<Transaction> follow_up, double at);

  Vector<std::unique_ptr<Transaction>> carried_;  // the oldest first
};

}  // namespace headwater
