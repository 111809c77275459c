#include <algorithm>
#include <cmath>

#include "src/tracer/tracer.h"

// How what is open ends, and when.
namespace headwater {

double Tracer::next_due() {
  return std::min({requests_.due(), pages().due(), carried().due(), open().due(shared().options)});
}

double Tracer::next_wake(double now) {
  // Envelopes that may be sent by now need no wake: the caller takes them right after this.
  const double sending = sealer().delivery.next_due();
  return std::min(next_due(), sending > now ? sending : kNever);
}

void Tracer::advance(double time) {
  for (double due; (due = next_due()) <= time && due < kNever;) {
    if (requests_.due() <= due) requests_.give_up_first();
    for (std::size_t i = open().size(); i-- > 0;) {
      const Idle::Deadline deadline = open()[i].idle.deadline(shared().options);
      if (open()[i].ends_by_itself() && deadline.time <= due) end_by_itself(open()[i], due, deadline.reason);
    }
    pages().send_due(due);
    carried().send(due, due);
  }
}

void Tracer::finish(double at, Handle handle, double end) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span != &transaction->spans.root()) {
    transaction->finish_span(*span, end, at);
    return;
  }
  if (!open().get(handle)) {
    // The root of a follow-up, which has taken over the id of a root that was not sent: it is over.
    drops().add(Drop::kStaleHandle);
    return;
  }
  end = transaction->end_until(*span, end, at);
  carried().carry_requests(*transaction, at);
  if (transaction->ends_by_itself()) {
    transaction->cancel_open_children(end);
    transaction->spans.set_data(*span, "sentry.idle_span_finish_reason", name(FinishReason::kExternalFinish));
  } else {
    transaction->drop_open_children(end);
  }
  pages().close(*transaction, end);
}

void Tracer::hold(double at, Handle handle, int change) {
  Transaction* transaction = open().get(handle);
  if (!transaction || !transaction->ends_by_itself()) {
    drops().add(Drop::kStaleHandle);
  } else if (change == 0) {
    end_by_itself(*transaction, at, FinishReason::kReportPageLoaded);
  } else {
    transaction->idle.hold(at, change > 0);
  }
}

// The end of the transaction depends on the reason:
// - It was quiet: the end of the last child that is not minor; without one, its last activity. Minor
//   children, which say nothing of how long the page takes, are moved into the page's follow-up if they end
//   later.
// - The page said that it is loaded, or requests were moved into a follow-up: `at`.
// - Any other: the end of the last child, minor ones counted; those that are open are cancelled at `at`.
// It is never before the page's own work is done (Idle::worked_until).
void Tracer::end_by_itself(Transaction& transaction, double at, FinishReason reason) {
  SpanRecord& root = transaction.spans.root();
  const bool timed_out = reason == FinishReason::kFinalTimeout || reason == FinishReason::kHeartbeatFailed;
  if (timed_out && root.status == Status::kUnset) root.status = Status::kDeadlineExceeded;
  const bool quiet = reason == FinishReason::kIdleTimeout;
  const bool goes_on = !quiet && carried().carry_requests(transaction, at);
  if (!quiet) transaction.cancel_open_children(at);
  transaction.spans.set_data(root, "sentry.idle_span_finish_reason", name(reason));
  const double childless_end = quiet ? transaction.idle.last_activity() : at;
  double end = std::max(transaction.last_child_end(childless_end, !quiet), root.start);
  end = std::max(end, transaction.idle.worked_until(at));
  if (goes_on || reason == FinishReason::kReportPageLoaded) end = at;
  if (quiet) pages().move_minor(transaction, at, end);
  transaction.cancel_open_children(at);
  pages().close(transaction, end);
}

void Tracer::hide(double at, double room) {
  shared().hidden_since = at;
  sealer().limit(room, stays_);
  stays_ = false;
  requests_.settle(at, true);
  while (open().size() > 0) {
    Transaction& transaction = open().first_to_end();
    SpanRecord& root = transaction.spans.root();
    if (root.status == Status::kUnset) root.status = Status::kCancelled;
    transaction.spans.set_data(root, "sentry.cancellation_reason", "document.hidden");
    transaction.spans.set_tag(root, "visibilitychange", "document.hidden");
    if (transaction.ends_by_itself()) {
      end_by_itself(transaction, at, FinishReason::kDocumentHidden);
    } else {
      carried().carry_requests(transaction, at);
      transaction.cancel_open_children(at);
      pages().close(transaction, at);
    }
  }
  pages().hide(at);
  if (!sealer().goes_on()) carried().send(at, kNever);
  sealer().unlimit();
  delivery().report_now();
}

void Tracer::flush(double at) {
  pages().flush(at);
  carried().flush(at);
  delivery().retry_now();
  delivery().report_now();
}

}  // namespace headwater
