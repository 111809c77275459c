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
  double vitals_start = 0;  // web vitals from before it are the previous page's
  bool rootless = false;
  bool recorded = true;  // false: nothing of it is kept
  Vitals vitals;

  // Its root, if that has ended and nothing has happened in it: it is sent only if something follows, and
  // then as the follow-up.
  std::unique_ptr<Transaction> unsent;

  // Gathers what starts or arrives after the root has ended; null while there is nothing.
  std::unique_ptr<Transaction> follow_up;

  double due() const { return follow_up ? follow_up->due : kNever; }
};

}  // namespace headwater
