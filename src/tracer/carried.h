#pragma once

#include <memory>

#include "src/base/vector.h"
#include "src/tracer/open_transactions.h"
#include "src/tracer/sealer.h"
#include "src/tracer/shared.h"

namespace headwater {

// What is sent later of transactions that have ended: in a follow-up of its own the requests that each left
// open, when they are over, and what could not go at once. All that ends is sealed here.
class Carried {
 public:
  Sealer sealer;

  // Seals a transaction that ended at `end`, and keeps what has no room now.
  void seal(std::unique_ptr<Transaction> transaction, double end);

  // Moves the requests that are not answered into a follow-up of their own. Whether there were any; none do
  // while a page is left.
  bool carry_requests(Transaction& from, double at);
  // Sends a follow-up when it is over, or limits::kFollowUpAge has passed. Beyond limits::kCarried the oldest
  // goes, with what is open in it cancelled.
  void add(std::unique_ptr<Transaction> follow_up, double at);

  // Sends at `at` what is over and does not wait, and all that is due by `due_by`: -kNever for nothing else,
  // kNever for everything.
  void send(double at, double due_by);
  // Sends that in which nothing is open, also what waits.
  void flush(double at);
  // When the first is due; kNever for none.
  double due() const;

  // The child of that handle; the roots are over.
  Found find(Handle handle) const;
  // Whether it names one of them, or a child.
  bool has(Handle handle) const;

 private:
  void make_room(double at);
  void keep(std::unique_ptr<Transaction> follow_up, double at);

  Vector<std::unique_ptr<Transaction>> carried_;  // the oldest first
};

}  // namespace headwater
