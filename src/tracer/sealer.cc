#include "src/tracer/sealer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/base/string.h"
#include "src/outbox/envelope.h"
#include "src/outbox/vital_spans.h"
#include "src/record/limits.h"
#include "src/tracer/late.h"

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

void Sealer::seed(std::uint64_t random_seed) {
  random_ = Random(random_seed);
  delivery.seed(random_seed);
}

void Sealer::set_clocks(const Clocks& clocks) {
  const double gap = drift(shared.clocks, clocks);
  if (shared.configured && gap > limits::kClockDrift) {
    suspends_[suspend_count_++ % limits::kSuspends] = {shared.clocks.now, gap};
  }
  shared.clocks = clocks;
}

void Sealer::limit(double room, bool goes_on) {
  room_ = std::isnan(room) ? kNever : room;
  kept_room_ = 2 * limits::kKeptPayload;
  goes_on_ = goes_on;
}

void Sealer::unlimit() {
  goes_on_ = true;
  room_ = kNever;
}

std::unique_ptr<Transaction> Sealer::seal(std::unique_ptr<Transaction> owned, double end) {
  Transaction& transaction = *owned;
  const double head = static_cast<double>(limits::kEnvelopeHead + transaction.context.dsc.size());
  // Half of the room as long as the page's own root is open: that ends last, and needs some too.
  const double share = (open.page() ? room_ / 2 : room_) - head;
  const bool fits = share >= static_cast<double>(limits::kLeastPayload);
  if (transaction.root_sent) become_late(transaction, shared);
  transaction.root_sent = false;
  transaction.end_root(end, shared.options);
  if (!fits && goes_on_) return owned;
  std::size_t most = limits::kKeptPayload;
  if (fits)
    most = static_cast<std::size_t>(
        std::min(share, static_cast<double>(limits::kPayload * transaction.spans.scale())));
  mark_suspended(transaction.spans);
  const double gap = drift(transaction.context.anchor, shared.clocks);
  if (std::abs(gap) > limits::kClockDrift) {
    transaction.spans.set_data(transaction.spans.root(), "headwater.clock_drift_ms", std::floor(gap + 0.5));
  }
  FinishedTransaction finished;
  finished.event_id = random_.uuid();
  finished.dsc = transaction.context.dsc;
  finished.rank = rank_of(transaction.context.kind);
  // Whether what has no room goes into `rest`, to be sent or kept later, or is dropped.
  const bool waits = room_ < kNever && (goes_on_ || kept_room_ > (fits ? 0 : limits::kKeptPayload));
  std::unique_ptr<Transaction> rest;
  PayloadStart start = start_payload(transaction, shared.scope, shared.options, finished.event_id,
                                     shared.drops, most, waits ? &rest : nullptr);
  finished.payload = std::move(start.text);
  finished.spans = static_cast<std::uint32_t>(transaction.spans.all().size());
  finished.transaction = std::move(owned);
  const double bytes = static_cast<double>(start.bytes);
  if (fits && bytes <= share) {
    room_ -= head + bytes;
  } else {
    kept_room_ -= std::min(kept_room_, limits::kKeptPayload);
  }
  delivery.put(std::move(finished));
  if (!rest) return rest;
  become_late(*rest, shared);
  SpanRecord& root = rest->spans.root();
  root.end = rest->last_child_end(root.start);
  return rest;
}

void Sealer::send_vitals(PageView& page) {
  Transaction vitals(page.context, page.root, page.start, page.start, shared.drops);
  anchor_late(vitals.context, shared.clocks);
  page.vitals.write_spans(vitals, shared.handles);
  FinishedTransaction finished;
  finished.dsc = page.context.dsc;
  finished.rank = rank_of(TransactionKind::kFollowUp);
  finished.payload = vital_items(vitals, shared.options);
  finished.spans = static_cast<std::uint32_t>(vitals.measurements.size());
  room_ -= static_cast<double>(limits::kEnvelopeHead + finished.dsc.size() + finished.payload.size());
  delivery.put(std::move(finished));
}

bool Sealer::take(Parts& parts, std::size_t most) {
  return hand_out(delivery.take(shared.clocks.now, most), parts);
}

bool Sealer::keep(Parts& parts) { return hand_out(delivery.keep(), parts); }

bool Sealer::hand_out(const Delivery::Parcel* parcel, Parts& parts) {
  parts = {};
  if (!parcel) return false;
  const Clocks& clocks = shared.clocks;
  Contents contents{parcel->payload, parcel->transaction.get(), parcel->event_id, parcel->dsc, {}, {}};
  if (!parcel->report.empty()) contents.report = parcel->report.report(epoch_seconds(clocks, clocks.now));
  contents.sent_at = rfc3339(clocks.epoch);
  parts = Parts(std::move(contents), shared.options);
  return true;
}

// Says of spans in which the machine slept for how long it did.
void Sealer::mark_suspended(SpanStore& spans) const {
  for (SpanRecord& span : spans.all()) {
    double suspended = 0;
    for (const Suspend& one : suspends_) {
      if (span.start <= one.at && one.at < span.end) suspended += one.duration;
    }
    if (suspended > 0) spans.set_data(span, "headwater.suspended_ms", std::floor(suspended + 0.5));
  }
}

}  // namespace headwater
