#pragma once

#include "src/base/string.h"
#include "src/record/options.h"
#include "src/record/transaction.h"

namespace headwater {

// Items of an envelope, one for each child of `vitals` and its measurement (Vitals::write_spans): standalone
// spans as Sentry's SDKs 8 to 10 send them. They are below the root, which is that of the page and sent
// already. Receivers that don't know such items leave them out.
String vital_items(Transaction& vitals, const Options& options);

}  // namespace headwater
