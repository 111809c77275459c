#include <algorithm>
#include <cmath>
#include <utility>

#include "limits.h"
#include "tracer.h"

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

Transaction& Tracer::follow_up_of(Page& page, double at, double start) {
  if (page.follow_up && page.follow_up->spans.full()) send_follow_up(page, at);
  if (!page.follow_up && page.unsent) {
    page.follow_up = std::move(page.unsent);
    make_late(*page.follow_up, page.context.kind);
    SpanStore& spans = page.follow_up->spans;
    spans.remove_data(spans.root(), "sentry.idle_span_finish_reason");
    spans.root().start = start;
    page.follow_up_due = at + limits::kFollowUpAge;
  }
  if (!page.follow_up) {
    TransactionContext context = page.context;
    context.kind = TransactionKind::kFollowUp;
    context.op = late_op(page.context.kind);
    context.parent_span_id = page.rootless ? page.context.parent_span_id
                                           : span_id(options_.seed_high, options_.seed_low, page.root);
    page.follow_up =
        std::make_unique<Transaction>(std::move(context), core_handles_.next(), start, at, drops_);
    page.follow_up_due = at + limits::kFollowUpAge;
  }
  // Minutes may have passed, and a sleep with them.
  Clocks& anchor = page.follow_up->context.anchor;
  if (page.follow_up->spans.all().size() == 1 && std::abs(drift(anchor, clocks_)) > limits::kClockDrift)
    anchor = clocks_;
  double& follow_up_start = page.follow_up->spans.root().start;
  follow_up_start = std::min({follow_up_start, start, at});
  return *page.follow_up;
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
      if (context.kind != TransactionKind::kFollowUp) {
        const bool is_page = from.ends_by_itself() && context.kind != TransactionKind::kInteraction;
        context.op = is_page ? late_op(context.kind) : context.op + ".late";
        context.kind = TransactionKind::kFollowUp;
        context.parent_span_id = span_id(options_.seed_high, options_.seed_low, from.handle());
      }
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
    Transaction& follow_up = *carried_[i].follow_up;
    const std::vector<SpanRecord>& spans = follow_up.spans.all();
    const bool over = std::all_of(spans.begin() + 1, spans.end(),
                                  [](const auto& span) { return !span.open() && !span.awaits; });
    if (!over && carried_[i].due > due_by) {
      ++i;
      continue;
    }
    follow_up.cancel_open_children(at);
    seal(follow_up, follow_up.last_child_end(follow_up.spans.root().start));
    carried_.erase(carried_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

// What settled after the root had ended.
void Tracer::report_vitals(Page& page, double at) {
  if (page.root == 0 || page.rootless || open_transaction(page.root) || !page.vitals.changed()) return;
  page.vitals.write(follow_up_of(page, at, page.vitals.changed_at()));
}

void Tracer::send_rest(Page& page, double at) {
  report_vitals(page, at);
  send_follow_up(page, at);
}

void Tracer::send_follow_up(Page& page, double at) {
  if (!page.follow_up) return;
  Transaction& follow_up = *page.follow_up;
  carry_requests(follow_up, at);
  // All that was in it may have gone on.
  if (!follow_up.carried || follow_up.spans.all().size() > 1 || !follow_up.measurements.empty()) {
    follow_up.cancel_open_children(at);
    seal(follow_up, follow_up.last_child_end(follow_up.spans.root().start));
  }
  page.follow_up.reset();
  page.follow_up_due = kNever;
}

// It becomes the follow-up of a page of that kind.
void Tracer::make_late(Transaction& transaction, TransactionKind kind) {
  transaction.context.op = late_op(kind);
  transaction.context.kind = TransactionKind::kFollowUp;
  SpanStore& spans = transaction.spans;
  spans.root().op = spans.keep(transaction.context.op, limits::kOperation);
}

// What the core has of a root that is sent already hangs below it.
void Tracer::become_late(Transaction& transaction) {
  SpanRecord& root = transaction.spans.root();
  transaction.context.parent_span_id = span_id(options_.seed_high, options_.seed_low, root.handle);
  root.handle = core_handles_.next();
  make_late(transaction, transaction.context.kind);
}

}  // namespace headwater
