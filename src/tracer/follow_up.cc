#include <algorithm>
#include <cmath>
#include <utility>

#include "src/record/folding.h"
#include "src/record/limits.h"
#include "src/tracer/tracer.h"

// What the tracer gathers of a page after its root has ended.
namespace headwater {
namespace {

// Of a page, whatever it calls its own.
std::string late_op(TransactionKind kind) {
  return kind == TransactionKind::kNavigation ? "navigation.late" : "pageload.late";
}

bool is_well_filled(const Transaction& follow_up) {
  std::size_t requests = 0;
  for (const SpanRecord& span : follow_up.spans.all()) {
    if (&span == &follow_up.spans.root()) continue;
    if (span.open() || span.awaits) return false;
    requests += span.request;
  }
  return requests >= limits::kFollowUpRequests;
}

}  // namespace

Transaction* Tracer::owner(double at, Handle root, double start) {
  if (Transaction* transaction = open_transaction(root)) return transaction;
  for (Page* page : pages()) {
    if (root == 0 || page->root != root || !page->recorded) continue;
    if (page->follow_up && is_well_filled(*page->follow_up)) send_follow_up(*page, at);
    return &follow_up_of(*page, at, start);
  }
  drops_.add(Drop::kFinishedParent);
  return nullptr;
}

// Minutes may have passed, and a sleep with them.
void Tracer::anchor_late(TransactionContext& context) const {
  if (std::abs(drift(context.anchor, clocks_)) > limits::kClockDrift) context.anchor = clocks_;
}

Transaction& Tracer::follow_up_of(Page& page, double at, double start) {
  if (page.follow_up && page.follow_up->spans.full()) send_follow_up(page, at);
  const bool is_new = !page.follow_up;
  if (is_new && page.unsent) {
    page.follow_up = std::move(page.unsent);
    make_late(*page.follow_up, page.context.kind);
    SpanStore& spans = page.follow_up->spans;
    spans.remove_data(spans.root(), "sentry.idle_span_finish_reason");
    spans.root().start = start;
  } else if (is_new) {
    TransactionContext context = page.context;
    context.kind = TransactionKind::kFollowUp;
    context.op = late_op(page.context.kind);
    context.parent_span_id = page.rootless ? page.context.parent_span_id
                                           : span_id(options_.seed_high, options_.seed_low, page.root);
    page.follow_up =
        std::make_unique<Transaction>(std::move(context), core_handles_.next(), start, at, drops_);
  }
  if (is_new)
    page.follow_up_due = at + (hidden_since_ == kNever ? limits::kFollowUpAge : limits::kHiddenFollowUpAge);
  if (page.follow_up->spans.all().size() == 1) anchor_late(page.follow_up->context);
  double& follow_up_start = page.follow_up->spans.root().start;
  follow_up_start = std::min({follow_up_start, start, at});
  return *page.follow_up;
}

// Makes what a transaction is what its follow-up is: a child of its root.
void Tracer::hang_below(TransactionContext& context, Handle root) {
  if (context.kind == TransactionKind::kFollowUp) return;
  const bool is_page =
      context.kind == TransactionKind::kPageload || context.kind == TransactionKind::kNavigation;
  context.op = is_page ? late_op(context.kind) : context.op + ".late";
  context.kind = TransactionKind::kFollowUp;
  context.parent_span_id = span_id(options_.seed_high, options_.seed_low, root);
}

// Moves the requests that are not answered into a follow-up of their own. Whether there were any.
bool Tracer::carry_requests(Transaction& from, double at) {
  if (!goes_on_) return false;
  Transaction* to = nullptr;
  for (SpanRecord& span : from.spans.all()) {
    if (!span.request || !span.open()) continue;
    if (!to) {
      if (carried_.size() >= limits::kCarried) send_carried(at, carried_.front().due);
      TransactionContext context = from.context;
      hang_below(context, from.handle());
      carried_.push_back(
          {std::make_unique<Transaction>(std::move(context), core_handles_.next(), span.start, at, drops_),
           at + limits::kFollowUpAge});
      to = carried_.back().follow_up.get();
    }
    double& start = to->spans.root().start;
    start = std::min(start, span.start);
    span.gone = move_span(from, span, *to, at);
  }
  if (!to) return false;
  from.spans.remove_gone();
  from.carried = true;
  return true;
}

// Sends what was carried on and is over now, or due by `due_by`.
void Tracer::send_carried(double at, double due_by) {
  for (std::size_t i = 0; i < carried_.size();) {
    const std::vector<SpanRecord>& spans = carried_[i].follow_up->spans.all();
    const bool over = std::all_of(spans.begin() + 1, spans.end(),
                                  [](const auto& span) { return !span.open() && !span.awaits; });
    if ((!over || carried_[i].waits) && carried_[i].due > due_by) {
      ++i;
      continue;
    }
    std::unique_ptr<Transaction> ended = std::move(carried_[i].follow_up);
    carried_.erase(carried_.begin() + static_cast<std::ptrdiff_t>(i));
    ended->cancel_open_children(at);
    const SpanRecord& root = ended->spans.root();
    const double end = root.open() ? ended->last_child_end(root.start) : root.end;
    seal(std::move(ended), end);
  }
}

// What settled after the root had ended.
void Tracer::report_vitals(Page& page, double at) {
  if (page.root == 0 || page.rootless || open_transaction(page.root) || !page.vitals.changed()) return;
  switch (options_.late_vitals) {
    case LateVitals::kSpan:
      // They hang below the root. One that was not sent goes with them.
      if (!page.unsent) return send_vitals(page);
      [[fallthrough]];
    case LateVitals::kTransaction:
      return page.vitals.write(follow_up_of(page, at, page.vitals.changed_at()));
    case LateVitals::kOff:
      return;
  }
}

void Tracer::send_rest(Page& page, double at) {
  report_vitals(page, at);
  send_follow_up(page, at);
}

void Tracer::send_follow_up(Page& page, double at) {
  std::unique_ptr<Transaction> follow_up = std::move(page.follow_up);
  page.follow_up_due = kNever;
  if (!follow_up) return;
  carry_requests(*follow_up, at);
  follow_up->cancel_open_children(at);
  // All that was in it may have gone on, or have been too short.
  leave_out_short(follow_up->spans, options_.min_span_duration);
  const bool says = follow_up->root_named || !follow_up->measurements.empty();
  if (follow_up->spans.all().size() == 1 && !says) return;
  const double end = follow_up->last_child_end(follow_up->spans.root().start);
  seal(std::move(follow_up), end);
}

// It becomes the follow-up of a page of that kind.
void Tracer::make_late(Transaction& transaction, TransactionKind kind) {
  transaction.context.op = late_op(kind);
  transaction.context.kind = TransactionKind::kFollowUp;
  SpanStore& spans = transaction.spans;
  spans.root().op = spans.keep(transaction.context.op, limits::kOperation);
}

// What is sent apart from its root, which is sent, hangs below it.
void Tracer::become_late(Transaction& transaction) {
  SpanRecord& root = transaction.spans.root();
  hang_below(transaction.context, root.handle);
  root.handle = core_handles_.next();
  root.op = transaction.spans.keep(transaction.context.op, limits::kOperation);
}

}  // namespace headwater
