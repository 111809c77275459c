#include "tracer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "envelope.h"
#include "limits.h"
#include "url.h"

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

std::string_view late_op(TransactionKind kind) {
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

Options* Tracer::configure(std::uint64_t random_seed) {
  if (configured_) {
    drops_.add(Drop::kNotConfigured);
    return nullptr;
  }
  configured_ = true;
  random_ = Random(random_seed);
  delivery_.seed(random_seed);
  return &options_;
}

// --- finding ---

Transaction* Tracer::open_transaction(Handle handle) {
  for (const auto& transaction : open_) {
    if (transaction->handle() == handle) return transaction.get();
  }
  return nullptr;
}

Tracer::Found Tracer::find(Handle handle) {
  const Found found = locate(handle);
  if (!found.transaction) drops_.add(Drop::kStaleHandle);
  return found;
}

Tracer::Found Tracer::locate(Handle handle) {
  for (auto transaction = open_.rbegin(); transaction != open_.rend(); ++transaction) {
    if (SpanRecord* span = (*transaction)->spans.find(handle)) return {transaction->get(), span};
  }
  for (Page* page : {&page_, &previous_page_}) {
    if (!page->follow_up) continue;
    if (SpanRecord* span = page->follow_up->spans.find(handle)) return {page->follow_up.get(), span};
  }
  return {nullptr, nullptr};
}

bool Tracer::handle_is_free(Handle handle) {
  bool used = handle == 0 || handle == page_.root || handle == previous_page_.root ||
              requests_.find(handle) != nullptr;
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
    context.op = late_op(page.context.kind);
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
    if (root == 0 || page->root != root) continue;
    if (page->follow_up && is_well_filled(*page->follow_up)) send_follow_up(*page, at);
    return &follow_up_of(*page, at, start);
  }
  drops_.add(Drop::kFinishedParent);
  return nullptr;
}

// What began before a navigation is the work of the page before it.
Page& Tracer::page_at(double start) {
  return start < page_.start && previous_page_.root != 0 ? previous_page_ : page_;
}

// What a document paints first is that of its load, also after a navigation without an input.
Vitals& Tracer::document_vitals() {
  return (page_.vitals.how() == PageStart::kLoad ? page_ : previous_page_).vitals;
}

Transaction* Tracer::owner_of_entry(double at, double start, double end) {
  Page& page = page_at(start);
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
  for (Page* page : {&page_, &previous_page_}) {
    send_rest(*page, at);
  }
  previous_page_ = std::move(page_);
  page_ = Page{};
  page_.root = handle;
  page_.context = context;
  page_.start = start;
  page_.rootless = rootless;
  page_.vitals.begin(context.kind == TransactionKind::kPageload ? PageStart::kLoad
                     : context.origin.ends_with(".bfcache")     ? PageStart::kRestore
                                                                : PageStart::kNavigation,
                     start, previous_page_.vitals);
}

void Tracer::start_transaction(double at, Handle handle, TransactionContext context, double start) {
  if (!handle_is_free(handle)) return;
  const double asked = context.anchor.now;
  const bool is_interaction = context.kind == TransactionKind::kInteraction;
  if (is_interaction) {
    // The handlers of the one before have run.
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (open_[i]->is_empty_interaction()) open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const Transaction* page = open_transaction(page_.root);
    const TransactionContext& named = page ? page->context : page_.context;
    if (context.name.empty()) context.set_name(named.name, named.source, drops_);
  }
  if (is_interaction || context.kind == TransactionKind::kManual) {
    if (open_.size() >= limits::kOpenTransactions) {
      drops_.add(Drop::kTooManyTransactions);
      return;
    }
  } else {
    replace_page(at, handle, context, start, false);
  }
  open_.push_back(std::make_unique<Transaction>(std::move(context), handle, start, asked, drops_));
  share_memory();
  Transaction& started = *open_.back();
  if (started.context.source == "route") {
    started.spans.set_data(started.spans.root(), "url.path",
                           label_of(started.context.url, options_.page_origin));
  }
  if (started.context.origin.ends_with(".bfcache")) {
    started.spans.set_data(started.spans.root(), "browser.navigation.type", "back-forward-cache");
  }
  if (interactive_ && !is_interaction) open_.back()->idle.release(asked);
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

void Tracer::end_by_itself(Transaction& transaction, double at, FinishReason reason) {
  SpanRecord& root = transaction.spans.root();
  const bool timed_out = reason == FinishReason::kFinalTimeout || reason == FinishReason::kHeartbeatFailed;
  if (timed_out && root.status == Status::kUnset) root.status = Status::kDeadlineExceeded;
  const bool quiet = reason == FinishReason::kIdleTimeout;
  if (!quiet) transaction.cancel_open_children(at);
  transaction.spans.set_data(root, "sentry.idle_span_finish_reason", name(reason));
  const double childless_end = quiet ? transaction.idle.last_activity() : at;
  double end = std::max(transaction.last_child_end(childless_end, !quiet), root.start);
  if (reason == FinishReason::kReportPageLoaded) end = at;
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
  if (transaction.handle() == page_.root) {
    page_.context = transaction.context;
    page_.vitals.write(transaction);
  }
  if (!transaction.is_empty_interaction()) seal(transaction, end);
  const auto is_closed = [&](const auto& open) { return open.get() == &transaction; };
  open_.erase(std::find_if(open_.begin(), open_.end(), is_closed));
  share_memory();
}

void Tracer::share_memory() {
  for (const auto& open : open_) open->spans.share(open_.size());
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
  follow_up.cancel_open_children(at);
  seal(follow_up, follow_up.last_child_end(follow_up.spans.root().start));
  page.follow_up.reset();
  page.follow_up_due = kNever;
}

// What the core has of a root that is sent already hangs below it.
void Tracer::become_late(Transaction& transaction) {
  TransactionContext& context = transaction.context;
  SpanRecord& root = transaction.spans.root();
  context.op = late_op(context.kind);
  context.kind = TransactionKind::kFollowUp;
  context.parent_span_id = span_id(options_.seed_high, options_.seed_low, root.handle);
  root.handle = core_handles_.next();
  root.op = transaction.spans.keep(context.op, limits::kOperation);
}

void Tracer::seal(Transaction& transaction, double end) {
  const double head = static_cast<double>(limits::kEnvelopeHead + transaction.context.dsc.size());
  // Half of what is there for each that is not the page's own, so that something is left for that.
  const double share = (transaction.handle() == page_.root ? room_ : room_ / 2) - head;
  const bool fits = share >= static_cast<double>(limits::kLeastPayload);
  const std::size_t most =
      fits ? static_cast<std::size_t>(std::min(share, static_cast<double>(limits::kPayload)))
           : limits::kKeptPayload;
  if (transaction.root_sent) become_late(transaction);
  transaction.end_root(end, options_);
  mark_suspended(transaction.spans);
  const double gap = drift(transaction.context.anchor, clocks_);
  if (std::abs(gap) > limits::kClockDrift) {
    transaction.spans.set_data(transaction.spans.root(), "headwater.clock_drift_ms", std::floor(gap + 0.5));
  }
  FinishedTransaction finished;
  finished.event_id = random_.uuid();
  finished.dsc = transaction.context.dsc;
  finished.rank = rank_of(transaction.context.kind);
  finished.payload = transaction_payload(transaction, scope_, options_, finished.event_id, drops_, most);
  finished.spans = static_cast<std::uint32_t>(transaction.spans.all().size());
  const double bytes = static_cast<double>(finished.payload.size());
  if (fits && bytes <= share) room_ -= head + bytes;
  delivery_.put(std::move(finished));
}

// --- time ---

double Tracer::next_due() const {
  double due = std::min(page_.follow_up_due, previous_page_.follow_up_due);
  if (const TrackedRequest* request = requests_.next_due()) due = std::min(due, request->due);
  for (const auto& transaction : open_) {
    if (transaction->ends_by_itself()) due = std::min(due, transaction->idle.deadline(options_).time);
  }
  return due;
}

double Tracer::next_wake(double now) const {
  // What may be sent by now is taken right after this.
  const double sending = delivery_.next_due();
  return std::min(next_due(), sending > now ? sending : kNever);
}

void Tracer::advance(double time) {
  for (double due; (due = next_due()) <= time && due < kNever;) {
    if (const TrackedRequest* request = requests_.next_due(); request && request->due <= due) {
      run_out_of_patience(*requests_.find(request->handle));
    }
    for (std::size_t i = open_.size(); i-- > 0;) {
      Transaction& transaction = *open_[i];
      const Idle::Deadline deadline = transaction.idle.deadline(options_);
      if (transaction.ends_by_itself() && deadline.time <= due)
        end_by_itself(transaction, due, deadline.reason);
    }
    for (Page* page : {&page_, &previous_page_}) {
      if (page->follow_up_due <= due) send_rest(*page, due);
    }
  }
}

void Tracer::interactive(double at) {
  interactive_ = true;
  if (Transaction* root = open_transaction(page_.root)) root->idle.release(at);
}

void Tracer::hide(double at, double room) {
  room_ = std::isnan(room) ? kNever : room;
  settle_held_entries(at, true);
  while (!open_.empty()) {
    const auto others = std::find_if(open_.begin(), open_.end(),
                                     [&](const auto& one) { return one->handle() != page_.root; });
    Transaction& transaction = **(others == open_.end() ? open_.begin() : others);
    cancel_hidden(transaction);
    if (transaction.ends_by_itself()) {
      end_by_itself(transaction, at, FinishReason::kDocumentHidden);
    } else {
      transaction.cancel_open_children(at);
      close(transaction, at);
    }
  }
  for (Page* page : {&page_, &previous_page_}) {
    page->vitals.hidden(at);
    send_rest(*page, at);
  }
  room_ = kNever;
  delivery_.report_now();
}

void Tracer::flush(double at) {
  for (Page* page : {&page_, &previous_page_}) {
    report_vitals(*page, at);
    if (!page->follow_up) continue;
    const std::vector<SpanRecord>& spans = page->follow_up->spans.all();
    const bool all_over =
        std::all_of(spans.begin() + 1, spans.end(), [](const auto& span) { return !span.open(); });
    if (all_over) send_follow_up(*page, at);
  }
  delivery_.retry_now();
  delivery_.report_now();
}

void Tracer::hold(double at, Handle handle, int change) {
  Transaction* transaction = open_transaction(handle);
  if (!transaction || !transaction->ends_by_itself()) {
    drops_.add(Drop::kStaleHandle);
  } else if (change == 0) {
    end_by_itself(*transaction, at, FinishReason::kReportPageLoaded);
  } else {
    transaction->idle.hold(at, change > 0);
  }
}

void Tracer::root_sent(Handle handle) {
  if (Transaction* transaction = open_transaction(handle)) {
    transaction->root_sent = true;
  } else {
    drops_.add(Drop::kStaleHandle);
  }
}

void Tracer::error() {
  Transaction* root = open_transaction(page_.root);
  if (root && root->spans.root().status == Status::kUnset) root->spans.root().status = Status::kInternalError;
}

void Tracer::redirect(double at, Handle handle, Handle root, std::string_view url) {
  if (!handle_is_free(handle)) return;
  Transaction* transaction = owner(at, root, at);
  if (!transaction) return;
  const std::string stripped = strip_url(url, options_.query_keys);
  SpanRecord* span =
      transaction->add_finished(handle, at, at, "navigation.redirect",
                                label_of(stripped, options_.page_origin), "auto.navigation.browser");
  if (span) transaction->spans.set_data(*span, "url", stripped);
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
  Vitals& vitals = page_at(entry.start).vitals;
  if (entry.kind == EntryKind::kHidden) return vitals.hidden(entry.start);
  if (entry.kind == EntryKind::kVisible) return;
  if (entry.kind == EntryKind::kRestoredPaint) return vitals.restored_paint(entry.start);
  if (entry.kind == EntryKind::kPaint) document_vitals().paint(entry.name, entry.start);
  if (Transaction* transaction = owner_of_entry(at, entry.start, entry.start + entry.duration)) {
    headwater::add_entry(*transaction, core_handles_, entry);
  }
}

void Tracer::add_navigation_timing(double at, const NavigationTiming& timing) {
  if (Transaction* transaction =
          owner_of_entry(at, timing.start, std::max(timing.response_end, timing.activation_start))) {
    headwater::add_navigation_timing(*transaction, core_handles_, timing, options_);
  }
  document_vitals().first_byte(timing.response_start);
}

void Tracer::add_long_animation_frame(double at, const LongAnimationFrame& frame) {
  if (Transaction* transaction = owner_of_entry(at, frame.start, frame.start + frame.duration)) {
    headwater::add_long_animation_frame(*transaction, core_handles_, frame);
  }
}

void Tracer::add_largest_contentful_paint(const LargestContentfulPaint& entry) {
  document_vitals().largest_contentful_paint(entry);
  // The page is not done while it still paints larger things.
  Transaction* root = open_transaction(page_.root);
  if (root && !entry.after_interaction) root->idle.activity(entry.start);
}

void Tracer::add_layout_shift(const LayoutShift& entry) { page_at(entry.start).vitals.layout_shift(entry); }

void Tracer::add_event_timing(const EventTiming& entry) {
  page_at(entry.start).vitals.event(entry);
  set_interaction_count(entry.interaction_count);
}

void Tracer::set_interaction_count(double count) { page_.vitals.interactions(count); }

bool Tracer::take(std::string& text) { return hand_out(delivery_.take(clocks_.now), text); }

bool Tracer::keep(std::string& text) { return hand_out(delivery_.keep(), text); }

bool Tracer::hand_out(const Delivery::Parcel* parcel, std::string& text) {
  if (!parcel) return false;
  const std::string report =
      parcel->report.empty() ? std::string() : parcel->report.report(epoch_seconds(clocks_, clocks_.now));
  text = envelope(parcel->payload, parcel->event_id, parcel->dsc, report, rfc3339(clocks_.epoch), options_);
  return true;
}

}  // namespace headwater
