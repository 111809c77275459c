#pragma once

#include <string_view>

#include "demo/collector/store/rows.h"

namespace headwater::collector {

// Above this, Sentry refuses the item.
inline constexpr std::size_t kMaxTransactionBytes = 1 << 20;

// Reads the payload of a `transaction` item as any Sentry SDK since 2020 wrote it. Needed are what no view
// can do without: contexts.trace with trace_id and span_id, both timestamps, and of each span its span_id and
// start. The rest may be missing: a span without trace_id belongs to the transaction's trace, one without end
// stays unfinished, tags may be pairs, times may be text. A parent that never arrives and clocks that
// disagree are for the reader to judge. `event_id` is the envelope's and wins over the payload's; empty: none
// there, and if the payload has none either, a random one is used. Throws Refusal 400 naming the member at
// fault, or 413 when the payload is too large.
TransactionRow read_transaction(std::string_view payload, const std::string& event_id);

// A sample rate as a number or a text that holds one; nothing unless it is above 0 and at most 1.
std::optional<double> read_sample_rate(const Json& value);

}  // namespace headwater::collector
