#pragma once

#include <cstddef>
#include <memory>

#include "src/record/transaction.h"

namespace headwater {

// Leaves in a transaction that has ended its root and the `keep` most important spans (folding.h). The others
// move, with all their values, into `rest`. If that is null, it becomes a new transaction of the same
// context, whose root has no values and the handle of the old one, in the place of which the caller must give
// it another. All that is lost is where some spans hung: one whose parent stays behind, or goes ahead, hangs
// below the root.
void split(Transaction& transaction, std::size_t keep, std::unique_ptr<Transaction>& rest);

}  // namespace headwater
