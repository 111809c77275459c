#pragma once

#include <string_view>
#include <vector>

#include "demo/collector/store/rows.h"

namespace headwater::collector {

// The content type of a `span` item that holds spans of version 2.
inline constexpr const char* kSpanContainerType = "application/vnd.sentry.items.span.v2+json";
// Sentry refuses larger ones: a thousand spans of 5 kB each, about.
inline constexpr std::size_t kMaxSpanContainerBytes = 10 << 20;
inline constexpr std::size_t kMaxSpansInContainer = 1000;

// Reads the payload of a `span` item of version 2, `{"version":2,"items":[…]}`, as Sentry's SDKs stream them:
// spans of any transactions, in any order. `sample_rate` is that of the envelope. An attribute's value
// becomes a member of the span's data, a segment a transaction's root. Throws Refusal 400 naming the member
// at fault, or 413.
std::vector<LooseSpan> read_span_container(std::string_view payload, std::optional<double> sample_rate);

}  // namespace headwater::collector
