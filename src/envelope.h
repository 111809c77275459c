#pragma once

#include <string>
#include <string_view>

#include "drops.h"
#include "options.h"
#include "scope.h"
#include "transaction.h"

namespace headwater {

// The only file that writes JSON. Member order is fixed, times are epoch seconds with at most six decimals
// and at least one, whole numbers have none, other numbers read back the same.

// The payload of a `transaction` item: the ended transaction merged with the scope. From the first span on
// that would carry it beyond limits::kPayload, spans are left out and counted. `dropped` is what the page
// lost since its last transaction, and is written as the context `headwater`; spans this transaction lost are
// its data `headwater.dropped_spans`.
std::string transaction_payload(const Transaction& transaction, const Scope& scope, const Options& options,
                                std::string_view event_id, Drops& dropped);

// A whole envelope around one such payload. `dsc` is the trace header as a JSON object, empty for none;
// `sent_at` RFC 3339.
std::string envelope(std::string_view payload, std::string_view event_id, std::string_view dsc,
                     std::string_view sent_at, const Options& options);

}  // namespace headwater
