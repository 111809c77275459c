#pragma once

#include <memory>

#include "src/page/vitals.h"
#include "src/record/transaction.h"

namespace headwater {

// One page view or navigation: what is needed of it after its root has ended.
struct PageView {
  static constexpr bool kRelocatable = true;

  Handle root = 0;             // 0: there is no page
  TransactionContext context;  // of the root, with its latest name
  double start = 0;
  double vitals_start = 0;  // what is measured before it is the page's before
  bool rootless = false;
  bool recorded = true;  // nothing of it is kept otherwise
  Vitals vitals;

  // Its root, over without anything having happened: sent only if something follows, as its follow-up.
  std::unique_ptr<Transaction> unsent;

  // Gathers what starts or arrives after the root has ended; null while there is nothing.
  std::unique_ptr<Transaction> follow_up;

  double due() const { return follow_up ? follow_up->due : kNever; }
};

}  // namespace headwater
