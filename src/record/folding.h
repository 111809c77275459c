#pragma once

#include <cstddef>
#include <cstdint>

#include "src/base/vector.h"
#include "src/record/drops.h"
#include "src/record/span_store.h"

namespace headwater {

// What to keep when there is too much.
//
// First come requests, since headers name them, then the page's own spans, then those made of performance
// entries. Within each, what failed or blocked rendering comes before the rest, then what took longer, then
// what came later. What is open stays.

// Where the spans are that are over, the most important first.
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
// whose data `resource.*` say how many there were, and their bytes and durations. One that finds no other
// stays whole.
void condense(SpanStore& spans, std::size_t most, Drop reason);

// How many spans one stands for.
std::uint32_t count_of(const SpanStore& spans, const SpanRecord& span);

// How many others stand for.
std::uint32_t count_folded(const SpanStore& spans);

// Leaves out what Options::min_span_duration says.
void leave_out_short(SpanStore& spans, double min_duration);

}  // namespace headwater
