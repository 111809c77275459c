#pragma once

#include <cstddef>
#include <cstdint>

#include "src/base/vector.h"
#include "src/record/drops.h"
#include "src/record/span_store.h"

namespace headwater {

// Which spans are kept when a transaction has too many.
//
// Requests are the most important, since headers name them, then the page's own spans, then those made of
// performance entries. Among each of these, spans that failed or blocked rendering come before the others,
// then longer ones before shorter, then later ones before earlier. Open spans are always kept.

// The places in `spans.all()` of the spans that are over, without the root, the most important first.
Vector<std::uint32_t> by_importance(const SpanStore& spans);

// Brings a transaction to at most `most` spans, its root not counted:
//
// 1. Of more than limits::kResources resources, those that neither failed nor blocked rendering are folded,
//    apart from the limits::kSlowResources slowest.
// 2. Spans of entries are folded, the least important first.
// 3. The least important of what is left is dropped and counted as `reason`: requests, and what stands for
//    several, only when nothing else is left. Children of a dropped span hang below its parent.
//
// Folded spans of the same operation and host become one, from their earliest start to their latest end,
// whose data `resource.*` say how many there were, and their bytes and durations. A span with no other to be
// folded with stays as it is.
void condense(SpanStore& spans, std::size_t most, Drop reason);

// How many spans this one stands for: 1, or as many as were folded into it.
std::uint32_t count_of(const SpanStore& spans, const SpanRecord& span);

// How many spans were folded, in all.
std::uint32_t count_folded(const SpanStore& spans);

// Removes the spans that are shorter than `min_duration` ms, apart from those that Options::min_span_duration
// names.
void leave_out_short(SpanStore& spans, double min_duration);

}  // namespace headwater
