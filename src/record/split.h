#pragma once

#include <cstddef>
#include <memory>

#include "src/record/transaction.h"

namespace headwater {

// Leaves in an ended transaction its root and the `keep` most important spans (folding.h). The others go,
// with all they say, into `rest`: to what is there, or if it is null into a new transaction of the same
// context, whose root says nothing and is still to get a handle of its own. Nothing is lost but where a span
// hung: a span whose parent is not where it is hangs below the root there.
void split(Transaction& transaction, std::size_t keep, std::unique_ptr<Transaction>& rest);

}  // namespace headwater
