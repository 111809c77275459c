#pragma once

#include "src/page/page_view.h"
#include "src/record/transaction.h"
#include "src/tracer/shared.h"

namespace headwater {

// Follow-ups: what is sent apart from the root it belongs to is a transaction of a kind and operation of its
// own (`pageload.late`), whose parent is that root.

// The context of the follow-up of a page, whose root has ended.
TransactionContext follow_up_context(const PageView& page, const Options& options);

// Turns the context of a transaction into that of its follow-up, a child of `root`. A context that is a
// follow-up's already stays as it is.
void hang_below(TransactionContext& context, Handle root, const Options& options);

// Turns a transaction whose root was not sent into the follow-up of a page of that kind. Its root keeps its
// span id.
void make_late(Transaction& transaction, TransactionKind kind);

// Turns a transaction whose root was sent into its follow-up. Its root gets a new span id.
void become_late(Transaction& transaction, Shared& shared);

// Anchors a context to `clocks`, the latest, if these have moved apart by more than limits::kClockDrift since
// its anchor: a follow-up may begin minutes later, after the machine has slept.
void anchor_late(TransactionContext& context, const Clocks& clocks);

// Sets the data `url.path` of a page that is named after a route, so that its path is known too.
void describe_path(Transaction& page, const Options& options);

// Whether no child is open. With `awaits` also none may wait for its timing entry (SpanRecord::awaits).
bool is_over(const Transaction& follow_up, bool awaits);

}  // namespace headwater
