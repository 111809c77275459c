#include <algorithm>
#include <cmath>

#include "src/tracer/tracer.h"

// How what is open ends, and when.
namespace headwater {

double Tracer::next_due() const {
  return std::min({requests_.due(), pages_.due(), carried_.due(), open_.due(shared_.options)});
}

double Tracer::next_wake(double now) const {
  // What may be sent by now is taken right after this.
  const double sending = sealer_.delivery().next_due();
  return std::min(next_due(), sending > now ? sending : kNever);
}

void Tracer::advance(double time) {
  for (double due; (due = next_due()) <= time && due < kNever;) {
    if (requests_.due() <= due) requests_.give_up_first();
    for (std::size_t i = open_.size(); i-- > 0;) {
      const Idle::Deadline deadline = open_[i].idle.deadline(shared_.options);
      if (open_[i].ends_by_itself() && deadline.time <= due) end_by_itself(open_[i], due, deadline.reason);
    }
    pages_.send_due(due);
    carried_.send(due, due);
  }
}

void Tracer::finish(double at, Handle handle, double end) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span != &transaction->spans.root()) {
    transaction->finish_span(*span, end, at);
    return;
  }
  if (!open_.get(handle)) {
    // A follow-up that has the root's id.
    drops().add(Drop::kStaleHandle);
    return;
  }
  end = transaction->end_until(*span, end, at);
  carried_.carry_requests(*transaction, at);
  if (transaction->ends_by_itself()) {
    transaction->cancel_open_children(end);
    transaction->spans.set_data(*span, "sentry.idle_span_finish_reason", name(FinishReason::kExternalFinish));
  } else {
    transaction->drop_open_children(end);
  }
  pages_.close(*transaction, end);
}

void Tracer::hold(double at, Handle handle, int change) {
  Transaction* transaction = open_.get(handle);
  if (!transaction || !transaction->ends_by_itself()) {
    drops().add(Drop::kStaleHandle);
  } else if (change == 0) {
    end_by_itself(*transaction, at, FinishReason::kReportPageLoaded);
  } else {
    transaction->idle.hold(at, change > 0);
  }
}

// When it ends, by the reason:
// - It was quiet: with its last child that counts, or when it was last busy otherwise. Minor children, which
//   say nothing of how long the page takes, are moved out where they would end after it.
// - It was told that it is loaded, or requests of it go on elsewhere: now.
// - Else with its last child of any sort, of which those that are open end now, cancelled.
// It never ends before the page's own work (`hold`) is done.
void Tracer::end_by_itself(Transaction& transaction, double at, FinishReason reason) {
  SpanRecord& root = transaction.spans.root();
  const bool timed_out = reason == FinishReason::kFinalTimeout || reason == FinishReason::kHeartbeatFailed;
  if (timed_out && root.status == Status::kUnset) root.status = Status::kDeadlineExceeded;
  const bool quiet = reason == FinishReason::kIdleTimeout;
  const bool carried = !quiet && carried_.carry_requests(transaction, at);
  if (!quiet) transaction.cancel_open_children(at);
  transaction.spans.set_data(root, "sentry.idle_span_finish_reason", name(reason));
  const double childless_end = quiet ? transaction.idle.last_activity() : at;
  double end = std::max(transaction.last_child_end(childless_end, !quiet), root.start);
  end = std::max(end, transaction.idle.worked_until(at));
  if (carried || reason == FinishReason::kReportPageLoaded) end = at;
  if (quiet) pages_.move_minor(transaction, at, end);
  transaction.cancel_open_children(at);
  pages_.close(transaction, end);
}

void Tracer::hide(double at, double room) {
  shared_.hidden_since = at;
  sealer_.limit(room, stays_);
  stays_ = false;
  requests_.settle(at, true);
  while (open_.size() > 0) {
    Transaction& transaction = open_.first_to_end();
    SpanRecord& root = transaction.spans.root();
    if (root.status == Status::kUnset) root.status = Status::kCancelled;
    transaction.spans.set_data(root, "sentry.cancellation_reason", "document.hidden");
    transaction.spans.set_tag(root, "visibilitychange", "document.hidden");
    if (transaction.ends_by_itself()) {
      end_by_itself(transaction, at, FinishReason::kDocumentHidden);
    } else {
      carried_.carry_requests(transaction, at);
      transaction.cancel_open_children(at);
      pages_.close(transaction, at);
    }
  }
  pages_.hide(at);
  if (!sealer_.goes_on()) carried_.send(at, kNever);
  sealer_.unlimit();
  delivery().report_now();
}

void Tracer::flush(double at) {
  pages_.flush(at);
  carried_.flush(at);
  delivery().retry_now();
  delivery().report_now();
}

}  // namespace headwater
