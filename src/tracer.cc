#include "tracer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "envelope.h"
#include "limits.h"

namespace headwater {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

std::uint8_t rank_of(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::kPageload:
      return 0;
    case TransactionKind::kNavigation:
      return 1;
    case TransactionKind::kManual:
      return 2;
    case TransactionKind::kFollowUp:
      return 3;
  }
  return 3;
}

}  // namespace

void Tracer::configure(Options options, std::uint64_t random_seed) {
  if (configured_) {
    drops_.add(Drop::kNotConfigured);
    return;
  }
  configured_ = true;
  options_ = std::move(options);
  random_ = Random(random_seed);
}

// --- finding ---

Transaction* Tracer::open_transaction(Handle handle) {
  for (const auto& transaction : open_) {
    if (transaction->handle() == handle) return transaction.get();
  }
  return nullptr;
}

Tracer::Found Tracer::find(Handle handle) {
  for (auto transaction = open_.rbegin(); transaction != open_.rend(); ++transaction) {
    if (SpanRecord* span = (*transaction)->spans.find(handle)) return {transaction->get(), span};
  }
  for (Page* page : {&page_, &previous_page_}) {
    if (!page->follow_up) continue;
    if (SpanRecord* span = page->follow_up->spans.find(handle)) return {page->follow_up.get(), span};
  }
  drops_.add(Drop::kStaleHandle);
  return {nullptr, nullptr};
}

bool Tracer::handle_is_free(Handle handle) {
  bool used = handle == 0 || handle == page_.root || handle == previous_page_.root;
  for (const auto& transaction : open_) used = used || transaction->spans.find(handle);
  for (Page* page : {&page_, &previous_page_}) {
    used = used || (page->follow_up && page->follow_up->spans.find(handle));
  }
  if (used) drops_.add(Drop::kInvalidHandle);
  return !used;
}

Transaction& Tracer::follow_up_of(Page& page, double at, double start) {
  if (page.follow_up && page.follow_up->spans.full()) send_follow_up(page, at);
  if (!page.follow_up) {
    TransactionContext context = page.context;
    context.kind = TransactionKind::kFollowUp;
    context.op = page.context.kind == TransactionKind::kNavigation ? "navigation.late" : "pageload.late";
    context.parent_span_id = page.rootless ? page.context.parent_span_id
                                           : span_id(options_.seed_high, options_.seed_low, page.root);
    // Minutes may have passed, and a sleep with them.
    if (std::abs(drift(context.anchor, clocks_)) > limits::kClockDrift) context.anchor = clocks_;
    page.follow_up =
        std::make_unique<Transaction>(std::move(context), core_handles_.next(), start, at, drops_);
    page.follow_up_due = at + limits::kFollowUpAge;
  }
  double& follow_up_start = page.follow_up->spans.root().start;
  follow_up_start = std::min(follow_up_start, start);
  return *page.follow_up;
}

Transaction* Tracer::owner(double at, Handle root, double start) {
  if (Transaction* transaction = open_transaction(root)) return transaction;
  for (Page* page : {&page_, &previous_page_}) {
    if (root != 0 && page->root == root) return &follow_up_of(*page, at, start);
  }
  drops_.add(Drop::kFinishedParent);
  return nullptr;
}

Transaction* Tracer::owner_of_entry(double at, double start, double end) {
  // What began before a navigation is the work of the page before it.
  Page& page = start < page_.start && previous_page_.root != 0 ? previous_page_ : page_;
  if (page.root == 0 || page.rootless || end < page.start) {
    drops_.add(Drop::kNoPage);
    return nullptr;
  }
  if (Transaction* transaction = open_transaction(page.root)) return transaction;
  return &follow_up_of(page, at, start);
}

// --- starting ---

void Tracer::replace_page(double at, Handle handle, const TransactionContext& context, double start,
                          bool rootless) {
  if (Transaction* running = open_transaction(page_.root))
    end_by_itself(*running, at, FinishReason::kNavigation);
  send_follow_up(page_, at);
  send_follow_up(previous_page_, at);
  previous_page_ = std::move(page_);
  page_ = Page{};
  page_.root = handle;
  page_.context = context;
  page_.start = start;
  page_.rootless = rootless;
}

void Tracer::start_transaction(double at, Handle handle, TransactionContext context, double start) {
  if (!handle_is_free(handle)) return;
  const double asked = context.anchor.now;
  if (context.kind == TransactionKind::kManual) {
    if (open_.size() >= limits::kOpenTransactions) {
      drops_.add(Drop::kTooManyTransactions);
      return;
    }
  } else {
    replace_page(at, handle, context, start, false);
  }
  open_.push_back(std::make_unique<Transaction>(std::move(context), handle, start, asked, drops_));
  if (interactive_) open_.back()->idle.release(asked);
}

void Tracer::start_rootless_page(double at, Handle handle, TransactionContext context) {
  if (handle_is_free(handle)) replace_page(at, handle, context, at, true);
}

void Tracer::start_span(double at, Handle handle, Handle root, Handle parent, double start,
                        std::string_view op, std::string_view description, std::string_view origin) {
  if (!handle_is_free(handle)) return;
  if (start > at) drops_.add(Drop::kInvalidTime);
  start = std::min(start, at);
  if (Transaction* transaction = owner(at, root, start)) {
    transaction->start_span(handle, parent, start, at, op, description, origin);
  }
}

void Tracer::start_request(double at, Handle handle, Handle root, Handle parent, RequestType type,
                           std::string_view method, std::string_view url) {
  if (!handle_is_free(handle)) return;
  Transaction* transaction = owner(at, root, at);
  if (!transaction) return;
  // A header names it, so it must be sent.
  if (root == page_.root && transaction->spans.full()) transaction = &follow_up_of(page_, at, at);
  headwater::start_request(*transaction, handle, parent, at, type, method, url, options_.page_origin);
}

// --- ending ---

void Tracer::finish(double at, Handle handle, double end) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span != &transaction->spans.root()) {
    transaction->finish_span(*span, end, at);
    return;
  }
  if (end > at || end < span->start) drops_.add(Drop::kInvalidTime);
  end = std::min(end, at);
  if (transaction->ends_by_itself()) {
    transaction->cancel_open_children(end);
    transaction->spans.set_data(*span, "sentry.idle_span_finish_reason", name(FinishReason::kExternalFinish));
  } else {
    transaction->drop_open_children(end);
  }
  close(*transaction, end);
}

void Tracer::finish_request(double at, Handle handle, int code, RequestOutcome outcome) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span->request) {
    headwater::finish_request(*transaction, *span, at, code, outcome);
  } else {
    drops_.add(Drop::kInvalidHandle);
  }
}

void Tracer::end_by_itself(Transaction& transaction, double at, FinishReason reason) {
  SpanRecord& root = transaction.spans.root();
  const bool timed_out = reason == FinishReason::kFinalTimeout || reason == FinishReason::kHeartbeatFailed;
  if (timed_out && root.status == Status::kUnset) root.status = Status::kDeadlineExceeded;
  transaction.cancel_open_children(at);
  transaction.spans.set_data(root, "sentry.idle_span_finish_reason", name(reason));
  const bool quiet = reason == FinishReason::kIdleTimeout;
  const double childless_end = quiet ? transaction.idle.last_activity() : at;
  close(transaction, std::max(transaction.last_child_end(childless_end), root.start));
}

void Tracer::cancel_hidden(Transaction& transaction) {
  SpanRecord& root = transaction.spans.root();
  if (root.status == Status::kUnset) root.status = Status::kCancelled;
  transaction.spans.set_data(root, "sentry.cancellation_reason", "document.hidden");
  transaction.spans.set_tag(root, "visibilitychange", "document.hidden");
}

void Tracer::close(Transaction& transaction, double end) {
  if (transaction.handle() == page_.root) page_.context = transaction.context;
  seal(transaction, end);
  const auto is_closed = [&](const auto& open) { return open.get() == &transaction; };
  open_.erase(std::find_if(open_.begin(), open_.end(), is_closed));
}

void Tracer::send_follow_up(Page& page, double at) {
  if (!page.follow_up) return;
  Transaction& follow_up = *page.follow_up;
  follow_up.cancel_open_children(at);
  seal(follow_up, follow_up.last_child_end(follow_up.spans.root().start));
  page.follow_up.reset();
  page.follow_up_due = kNever;
}

void Tracer::seal(Transaction& transaction, double end) {
  transaction.end_root(end, options_);
  const double gap = drift(transaction.context.anchor, clocks_);
  if (std::abs(gap) > limits::kClockDrift) {
    transaction.spans.set_data(transaction.spans.root(), "headwater.clock_drift_ms", std::round(gap));
  }
  FinishedTransaction finished;
  finished.event_id = random_.uuid();
  finished.dsc = transaction.context.dsc;
  finished.rank = rank_of(transaction.context.kind);
  finished.payload = transaction_payload(transaction, scope_, options_, finished.event_id, drops_);
  outbox_.put(std::move(finished), drops_);
}

// --- time ---

double Tracer::next_due() const {
  double due = std::min(page_.follow_up_due, previous_page_.follow_up_due);
  for (const auto& transaction : open_) {
    if (transaction->ends_by_itself()) due = std::min(due, transaction->idle.deadline(options_).time);
  }
  return due;
}

void Tracer::advance(double time) {
  for (double due; (due = next_due()) <= time && due < kNever;) {
    Transaction* root = open_transaction(page_.root);
    if (root && root->ends_by_itself() && root->idle.deadline(options_).time <= due) {
      end_by_itself(*root, due, root->idle.deadline(options_).reason);
    }
    for (Page* page : {&page_, &previous_page_}) {
      if (page->follow_up_due <= due) send_follow_up(*page, due);
    }
  }
}

void Tracer::interactive(double at) {
  interactive_ = true;
  if (Transaction* root = open_transaction(page_.root)) root->idle.release(at);
}

void Tracer::hide(double at) {
  while (!open_.empty()) {
    Transaction& transaction = *open_.front();
    cancel_hidden(transaction);
    if (transaction.ends_by_itself()) {
      end_by_itself(transaction, at, FinishReason::kDocumentHidden);
    } else {
      transaction.cancel_open_children(at);
      close(transaction, at);
    }
  }
  send_follow_up(page_, at);
  send_follow_up(previous_page_, at);
}

void Tracer::flush(double at) {
  for (Page* page : {&page_, &previous_page_}) {
    if (!page->follow_up) continue;
    const std::vector<SpanRecord>& spans = page->follow_up->spans.all();
    const bool all_over =
        std::all_of(spans.begin() + 1, spans.end(), [](const auto& span) { return !span.open(); });
    if (all_over) send_follow_up(*page, at);
  }
}

// --- facts ---

void Tracer::set_name(Handle handle, std::string_view name, std::string_view source) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span == &transaction->spans.root()) {
    transaction->context.set_name(name, source, drops_);
  } else {
    span->description = transaction->spans.keep(name, limits::kDescription);
  }
}

void Tracer::add_entry(double at, const Entry& entry) {
  if (Transaction* transaction = owner_of_entry(at, entry.start, entry.start + entry.duration)) {
    headwater::add_entry(*transaction, core_handles_, entry);
  }
}

void Tracer::add_resource(double at, const ResourceTiming& timing) {
  if (Transaction* transaction = owner_of_entry(at, timing.start, timing.start + timing.duration)) {
    headwater::add_resource(*transaction, core_handles_, timing, options_.page_origin);
  }
}

void Tracer::add_navigation_timing(double at, const NavigationTiming& timing) {
  if (Transaction* transaction = owner_of_entry(at, timing.start, timing.response_end)) {
    headwater::add_navigation_timing(*transaction, core_handles_, timing, options_.page_origin);
  }
}

bool Tracer::take(std::string& text) {
  FinishedTransaction finished;
  if (!outbox_.take(finished)) return false;
  text = envelope(finished.payload, finished.event_id, finished.dsc, rfc3339(clocks_.epoch), options_);
  return true;
}

}  // namespace headwater
