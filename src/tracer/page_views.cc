#include "src/tracer/page_views.h"

#include <algorithm>
#include <utility>

#include "src/record/folding.h"
#include "src/record/limits.h"
#include "src/tracer/late.h"

namespace headwater {
namespace {

bool is_well_filled(const Transaction& follow_up) {
  std::size_t requests = 0;
  for (const SpanRecord& span : follow_up.spans.all()) requests += span.request;
  return requests >= limits::kFollowUpRequests && is_over(follow_up, true);
}

}  // namespace

Vitals& PageViews::vitals_at(double start) {
  return (start < current_.vitals_start && previous_.root != 0 ? previous_ : current_).vitals;
}

Vitals& PageViews::document_vitals() {
  return (current_.vitals.how() == PageStart::kLoad ? current_ : previous_).vitals;
}

Transaction* PageViews::owner(double at, Handle root, double start) {
  if (Transaction* transaction = open().get(root)) return transaction;
  for (PageView* page : all()) {
    if (root == 0 || page->root != root || !page->recorded) continue;
    if (page->follow_up && is_well_filled(*page->follow_up)) send_follow_up(*page, at);
    return &follow_up_of(*page, at, start);
  }
  shared().drops.add(Drop::kFinishedParent);
  return nullptr;
}

Transaction* PageViews::owner_of_request(double at, Handle root) {
  Transaction* transaction = owner(at, root, at);
  for (PageView* page : {&current_, &begun_}) {
    if (transaction && root == page->root && !transaction->takes_request()) {
      transaction = &follow_up_of(*page, at, at);
    }
  }
  return transaction;
}

Transaction* PageViews::owner_of_entry(double at, double start, double end) {
  PageView& page = begun_.root != 0 && start >= begun_.start       ? begun_
                   : start < current_.start && previous_.root != 0 ? previous_
                                                                   : current_;
  if (!page.recorded) return nullptr;
  if (page.root == 0 || page.rootless || end < page.start) {
    shared().drops.add(Drop::kNoPage);
    return nullptr;
  }
  if (Transaction* transaction = open().get(page.root)) return transaction;
  return &follow_up_of(page, at, start);
}

Found PageViews::find(Handle handle) {
  if (const Found found = open().find(handle); found.transaction) return found;
  for (PageView* page : all()) {
    for (Transaction* one : {page->follow_up.get(), page->unsent.get()}) {
      if (SpanRecord* span = one ? one->spans.find(handle) : nullptr) return {one, span};
    }
  }
  return carried.find(handle);
}

bool PageViews::has(Handle handle) {
  for (PageView* page : all()) {
    if (handle == page->root) return true;
  }
  return find(handle).transaction || carried.has(handle);
}

void PageViews::replace(double at, PageView&& next) {
  for (PageView* page : {&current_, &previous_}) {
    if (page->follow_up) carried.carry_requests(*page->follow_up, at);
    send_rest(*page, at);
  }
  swap_relocatable(previous_, current_);
  swap_relocatable(current_, next);
  open().set_page(current_.root);
  const PageStart how = current_.context.kind == TransactionKind::kPageload ? PageStart::kLoad
                        : current_.context.is_restored()                    ? PageStart::kRestore
                                                                            : PageStart::kNavigation;
  if (how == PageStart::kNavigation) {
    current_.vitals_start = std::max(current_.vitals_start, current_.context.anchor.now);
  } else {
    current_.vitals_start = current_.start;
  }
  current_.vitals.begin(how, current_.vitals_start, previous_.vitals);
}

void PageViews::split(double at, double start, Transaction* next) {
  for (const bool late : {true, false}) {
    Transaction* const from = late ? current_.follow_up.get() : open().page();
    if (!from) continue;
    SpanStore& spans = from->spans;
    for (SpanRecord& span : spans.all()) {
      if (&span == &spans.root() || span.start < start) continue;
      const bool own = span.handle < kFirstCoreHandle;
      if (own && late) continue;
      Transaction* const to = own ? &follow_up_of(current_, at, span.start) : next;
      span.gone = !to || move_span(*from, span, *to, at);
    }
    spans.remove_gone();
    // All that was in it may have gone on.
    if (late && spans.all().size() == 1 && !from->root_named) from->carried = true;
  }
}

void PageViews::drop_begun(double at) {
  send_follow_up(begun_, at);
  begun_ = PageView();
}

void PageViews::close(Transaction& transaction, double end) {
  if (transaction.handle() == begun_.root) begun_.context = transaction.context;
  const bool is_page = transaction.handle() == current_.root;
  if (is_page) {
    current_.context = transaction.context;
    current_.vitals.write(transaction);
  }
  std::unique_ptr<Transaction> closed = open().take(transaction);
  if (is_page && !current_.follow_up && closed->is_empty_navigation(end)) {
    current_.unsent = std::move(closed);
  } else if (!closed->is_empty_interaction()) {
    carried.seal(std::move(closed), end);
  }
}

void PageViews::move_minor(Transaction& transaction, double at, double root_end) {
  if (current_.root == 0) return;
  // The page's follow-up, which may begin here, has the name that this context has.
  if (transaction.handle() == current_.root) current_.context = transaction.context;
  for (SpanRecord& span : transaction.spans.all()) {
    if (!span.minor || span.end <= root_end) continue;
    if (move_span(transaction, span, follow_up_of(current_, at, span.start), at)) span.gone = true;
  }
  transaction.spans.remove_gone();
}

void PageViews::send_due(double due) {
  for (PageView* page : all()) {
    if (page->due() <= due) send_rest(*page, due);
  }
}

void PageViews::hide(double at) {
  for (PageView* page : all()) {
    page->vitals.hidden(at);
    send_rest(*page, at);
  }
}

void PageViews::flush(double at) {
  for (PageView* page : all()) {
    report_vitals(*page, at);
    if (page->follow_up && is_over(*page->follow_up, false)) send_follow_up(*page, at);
  }
}

double PageViews::due() const { return std::min({current_.due(), previous_.due(), begun_.due()}); }

void PageViews::name_root(double at, Handle handle) {
  if (Transaction* const transaction = open().get(handle)) transaction->root_named = true;
  for (PageView* page : all()) {
    if (page->root == handle && page->unsent) follow_up_of(*page, at, at).root_named = true;
  }
}

void PageViews::renamed(const Transaction& transaction) {
  if (current_.unsent.get() == &transaction) current_.context = transaction.context;
}

void PageViews::add_link(Transaction& transaction, SpanRecord& span, std::string_view trace,
                         std::string_view type) {
  const PageView& before = transaction.handle() == begun_.root ? current_ : previous_;
  const bool is_page = transaction.handle() == begun_.root || transaction.handle() == current_.root;
  if (type != "previous_trace" || !is_page || !before.unsent) {
    transaction.spans.add_link(span, trace, type);
    return;
  }
  const SpanStore& spans = before.unsent->spans;
  for (const SpanValue* link : spans.links(spans.root())) {
    transaction.spans.add_link(span, spans.text(link->text), spans.text(link->key));
  }
}

// The follow-up of the page; a new one if there is none, or if the one that is there is full and has to be
// sent. It starts where the earliest span in it does; when it is due depends on when it was begun.
Transaction& PageViews::follow_up_of(PageView& page, double at, double start) {
  if (page.follow_up && page.follow_up->spans.full()) send_follow_up(page, at);
  const bool is_new = !page.follow_up;
  if (is_new && page.unsent) {
    page.follow_up = std::move(page.unsent);
    make_late(*page.follow_up, page.context.kind);
    SpanStore& spans = page.follow_up->spans;
    spans.remove_data(spans.root(), "sentry.idle_span_finish_reason");
    spans.root().start = start;
  } else if (is_new) {
    page.follow_up = std::make_unique<Transaction>(follow_up_context(page, shared().options),
                                                   shared().handles.next(), start, at, shared().drops);
  }
  if (is_new) {
    page.follow_up->due =
        at + (shared().hidden_since == kNever ? limits::kFollowUpAge : limits::kHiddenFollowUpAge);
  }
  if (page.follow_up->spans.all().size() == 1) anchor_late(page.follow_up->context, shared().clocks);
  double& follow_up_start = page.follow_up->spans.root().start;
  follow_up_start = std::min({follow_up_start, start, at});
  return *page.follow_up;
}

// Reports the web vitals that have changed after the page's root had ended.
void PageViews::report_vitals(PageView& page, double at) {
  if (page.root == 0 || page.rootless || open().get(page.root) || !page.vitals.changed()) return;
  switch (shared().options.late_vitals) {
    case LateVitals::kSpan:
      // Spans of their own hang below the root. If that was not sent, it is sent with them, as a follow-up.
      if (!page.unsent) return carried.sealer.send_vitals(page);
      [[fallthrough]];
    case LateVitals::kTransaction:
      return page.vitals.write(follow_up_of(page, at, page.vitals.changed_at()));
    case LateVitals::kOff:
      return;
  }
}

void PageViews::send_rest(PageView& page, double at) {
  report_vitals(page, at);
  send_follow_up(page, at);
}

void PageViews::send_follow_up(PageView& page, double at) {
  std::unique_ptr<Transaction> follow_up = std::move(page.follow_up);
  if (!follow_up) return;
  carried.carry_requests(*follow_up, at);
  follow_up->cancel_open_children(at);
  // Nothing may be left: requests were moved on, and spans that are too short are left out.
  leave_out_short(follow_up->spans, shared().options.min_span_duration);
  const bool says = follow_up->root_named || !follow_up->measurements.empty();
  if (follow_up->spans.all().size() == 1 && !says) return;
  const double end = follow_up->last_child_end(follow_up->spans.root().start);
  carried.seal(std::move(follow_up), end);
}

}  // namespace headwater
