#pragma once

#include "src/page/page_view.h"
#include "src/record/transaction.h"
#include "src/tracer/shared.h"

namespace headwater {

// What is sent apart from the root it belongs to: a follow-up, a transaction of a kind and operation of its
// own (`pageload.late`) whose parent is that root.

// The context of the follow-up of a page, whose root has ended.
TransactionContext follow_up_context(const PageView& page, const Options& options);

// Makes the context of a transaction that of its follow-up: a child of its root. That of a follow-up stays.
void hang_below(TransactionContext& context, Handle root, const Options& options);

// Makes a transaction, whose root was not sent, the follow-up of a page of that kind. Its root keeps its id.
void make_late(Transaction& transaction, TransactionKind kind);

// Makes a transaction, whose root was sent, its follow-up. Its root gets an id of its own.
void become_late(Transaction& transaction, Shared& shared);

// Anchors it to the latest clocks, if those have moved apart since: minutes may have passed, and a sleep with
// them.
void anchor_late(TransactionContext& context, const Clocks& clocks);

// Says the path of a page whose name is that of a route.
void describe_path(Transaction& page, const Options& options);

// Whether no child is open; nor `awaits` its body, if that matters.
bool is_over(const Transaction& follow_up, bool awaits);

}  // namespace headwater
