#include <algorithm>
#include <cmath>
#include <utility>

#include "src/outbox/envelope.h"
#include "src/outbox/vital_spans.h"
#include "src/record/limits.h"
#include "src/tracer/tracer.h"

// How what the tracer has open ends, and what becomes of it.
namespace headwater {
namespace {

std::uint8_t rank_of(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::kPageload:
      return 0;
    case TransactionKind::kNavigation:
      return 1;
    case TransactionKind::kManual:
    case TransactionKind::kInteraction:
      return 2;
    case TransactionKind::kFollowUp:
      return 3;
  }
  return 3;
}

}  // namespace

void Tracer::finish(double at, Handle handle, double end) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span != &transaction->spans.root()) {
    transaction->finish_span(*span, end, at);
    return;
  }
  if (!open_transaction(handle)) {
    // A follow-up that has the root's id.
    drops_.add(Drop::kStaleHandle);
    return;
  }
  end = transaction->end_until(*span, end, at);
  carry_requests(*transaction, at);
  if (transaction->ends_by_itself()) {
    transaction->cancel_open_children(end);
    transaction->spans.set_data(*span, "sentry.idle_span_finish_reason", name(FinishReason::kExternalFinish));
  } else {
    transaction->drop_open_children(end);
  }
  close(*transaction, end);
}

void Tracer::end_by_itself(Transaction& transaction, double at, FinishReason reason) {
  SpanRecord& root = transaction.spans.root();
  const bool timed_out = reason == FinishReason::kFinalTimeout || reason == FinishReason::kHeartbeatFailed;
  if (timed_out && root.status == Status::kUnset) root.status = Status::kDeadlineExceeded;
  const bool quiet = reason == FinishReason::kIdleTimeout;
  const bool carried = !quiet && carry_requests(transaction, at);
  if (!quiet) transaction.cancel_open_children(at);
  transaction.spans.set_data(root, "sentry.idle_span_finish_reason", name(reason));
  const double childless_end = quiet ? transaction.idle.last_activity() : at;
  double end = std::max(transaction.last_child_end(childless_end, !quiet), root.start);
  end = std::max(end, transaction.idle.worked_until(at));
  if (carried || reason == FinishReason::kReportPageLoaded) end = at;
  if (quiet) move_minor(transaction, at, end);
  transaction.cancel_open_children(at);
  close(transaction, end);
}

void Tracer::cancel_hidden(Transaction& transaction) {
  SpanRecord& root = transaction.spans.root();
  if (root.status == Status::kUnset) root.status = Status::kCancelled;
  transaction.spans.set_data(root, "sentry.cancellation_reason", "document.hidden");
  transaction.spans.set_tag(root, "visibilitychange", "document.hidden");
}

void Tracer::close(Transaction& transaction, double end) {
  if (transaction.handle() == begun_.root) begun_.context = transaction.context;
  const bool is_page = transaction.handle() == page_.root;
  if (is_page) {
    page_.context = transaction.context;
    page_.vitals.write(transaction);
  }
  const auto is_closed = [&](const auto& open) { return open.get() == &transaction; };
  const auto place = std::find_if(open_.begin(), open_.end(), is_closed);
  std::unique_ptr<Transaction> closed = std::move(*place);
  open_.erase(place);
  share_memory();
  if (is_page && !page_.follow_up && closed->is_empty_navigation(end)) {
    page_.unsent = std::move(closed);
  } else if (!closed->is_empty_interaction()) {
    seal(std::move(closed), end);
  }
}

void Tracer::share_memory() {
  for (const auto& open : open_) open->spans.share(open_.size());
}

void Tracer::keep_rest(std::unique_ptr<Transaction> rest) {
  const auto waiting =
      std::count_if(carried_.begin(), carried_.end(), [](const auto& one) { return one.waits; });
  const double due =
      hidden_since_ + limits::kRestDelay + static_cast<double>(waiting) * limits::kRestInterval;
  carried_.push_back({std::move(rest), due, true});
}

void Tracer::seal(std::unique_ptr<Transaction> owned, double end) {
  Transaction& transaction = *owned;
  const double head = static_cast<double>(limits::kEnvelopeHead + transaction.context.dsc.size());
  // Half of what is there while the page's own root is still to come.
  const double share = (open_transaction(page_.root) ? room_ / 2 : room_) - head;
  const bool fits = share >= static_cast<double>(limits::kLeastPayload);
  if (transaction.root_sent) become_late(transaction);
  transaction.root_sent = false;
  transaction.end_root(end, options_);
  if (!fits && goes_on_) return keep_rest(std::move(owned));
  std::size_t most = limits::kKeptPayload;
  if (fits)
    most = static_cast<std::size_t>(
        std::min(share, static_cast<double>(limits::kPayload * transaction.spans.scale())));
  mark_suspended(transaction.spans);
  const double gap = drift(transaction.context.anchor, clocks_);
  if (std::abs(gap) > limits::kClockDrift) {
    transaction.spans.set_data(transaction.spans.root(), "headwater.clock_drift_ms", std::floor(gap + 0.5));
  }
  FinishedTransaction finished;
  finished.event_id = random_.uuid();
  finished.dsc = transaction.context.dsc;
  finished.rank = rank_of(transaction.context.kind);
  // Whether what has no room waits, or is kept, rather than being dropped.
  const bool waits = room_ < kNever && (goes_on_ || kept_room_ > (fits ? 0 : limits::kKeptPayload));
  std::unique_ptr<Transaction> rest;
  finished.payload = transaction_payload(transaction, scope_, options_, finished.event_id, drops_, most,
                                         waits ? &rest : nullptr);
  finished.spans = static_cast<std::uint32_t>(transaction.spans.all().size());
  const double bytes = static_cast<double>(finished.payload.size());
  if (fits && bytes <= share) {
    room_ -= head + bytes;
  } else {
    kept_room_ -= std::min(kept_room_, limits::kKeptPayload);
  }
  delivery_.put(std::move(finished));
  if (!rest) return;
  become_late(*rest);
  SpanRecord& root = rest->spans.root();
  root.end = rest->last_child_end(root.start);
  keep_rest(std::move(rest));
}

void Tracer::send_vitals(Page& page) {
  Transaction vitals(page.context, page.root, page.start, page.start, drops_);
  anchor_late(vitals.context);
  page.vitals.write_spans(vitals, core_handles_);
  FinishedTransaction finished;
  finished.dsc = page.context.dsc;
  finished.rank = rank_of(TransactionKind::kFollowUp);
  finished.payload = vital_items(vitals, options_);
  finished.spans = static_cast<std::uint32_t>(vitals.measurements.size());
  room_ -= static_cast<double>(limits::kEnvelopeHead + finished.dsc.size() + finished.payload.size());
  delivery_.put(std::move(finished));
}

void Tracer::hide(double at, double room) {
  room_ = std::isnan(room) ? kNever : room;
  kept_room_ = 2 * limits::kKeptPayload;
  hidden_since_ = at;
  goes_on_ = stays_;
  stays_ = false;
  settle_held_entries(at, true);
  while (!open_.empty()) {
    const auto others = std::find_if(open_.begin(), open_.end(),
                                     [&](const auto& one) { return one->handle() != page_.root; });
    Transaction& transaction = **(others == open_.end() ? open_.begin() : others);
    cancel_hidden(transaction);
    if (transaction.ends_by_itself()) {
      end_by_itself(transaction, at, FinishReason::kDocumentHidden);
    } else {
      carry_requests(transaction, at);
      transaction.cancel_open_children(at);
      close(transaction, at);
    }
  }
  for (Page* page : pages()) {
    page->vitals.hidden(at);
    send_rest(*page, at);
  }
  if (!goes_on_) send_carried(at, kNever);
  goes_on_ = true;
  room_ = kNever;
  delivery_.report_now();
}

void Tracer::flush(double at) {
  for (Page* page : pages()) {
    report_vitals(*page, at);
    if (!page->follow_up) continue;
    const std::vector<SpanRecord>& spans = page->follow_up->spans.all();
    const bool all_over =
        std::all_of(spans.begin() + 1, spans.end(), [](const auto& span) { return !span.open(); });
    if (all_over) send_follow_up(*page, at);
  }
  for (Carried& carried : carried_) {
    const std::vector<SpanRecord>& spans = carried.follow_up->spans.all();
    if (std::none_of(spans.begin() + 1, spans.end(), [](const auto& span) { return span.open(); }))
      carried.due = at;
  }
  send_carried(at, at);
  delivery_.retry_now();
  delivery_.report_now();
}

bool Tracer::take(std::string& text, std::size_t most) {
  return hand_out(delivery_.take(clocks_.now, most), text);
}

bool Tracer::keep(std::string& text) { return hand_out(delivery_.keep(), text); }

bool Tracer::hand_out(const Delivery::Parcel* parcel, std::string& text) {
  text = std::string();
  if (!parcel) return false;
  const std::string report =
      parcel->report.empty() ? std::string() : parcel->report.report(epoch_seconds(clocks_, clocks_.now));
  text = envelope(parcel->payload, parcel->event_id, parcel->dsc, report, rfc3339(clocks_.epoch), options_);
  return true;
}

}  // namespace headwater
