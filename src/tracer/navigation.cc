#include <algorithm>
#include <utility>

#include "src/record/limits.h"
#include "src/tracer/tracer.h"

// How the page of the tracer is replaced by the next.
namespace headwater {

void Tracer::replace_page(double at, Page next) {
  if (begun_.root != 0) stay_on_page(at);
  if (Transaction* running = open_transaction(page_.root))
    end_by_itself(*running, at, FinishReason::kNavigation);
  for (Page* page : {&page_, &previous_page_}) {
    if (page->follow_up) carry_requests(*page->follow_up, at);
    send_rest(*page, at);
  }
  beats_.restart(next.start);
  previous_page_ = std::move(page_);
  page_ = std::move(next);
  const PageStart how = page_.context.kind == TransactionKind::kPageload ? PageStart::kLoad
                        : page_.context.origin.ends_with(".bfcache")     ? PageStart::kRestore
                                                                         : PageStart::kNavigation;
  if (how == PageStart::kNavigation) {
    page_.vitals_start = std::max(page_.vitals_start, page_.context.anchor.now);
  } else {
    page_.vitals_start = page_.start;
  }
  page_.vitals.begin(how, page_.vitals_start, previous_page_.vitals);
}

// A navigation is told of that began at `start`, some time ago. What the page has of that time goes on: what
// the core has recorded to `next` (null: nowhere), the page's own spans, which headers have named with its
// trace, into its follow-up.
void Tracer::split_page(double at, double start, Transaction* next) {
  for (const bool late : {true, false}) {
    Transaction* const from = late ? page_.follow_up.get() : open_transaction(page_.root);
    if (!from) continue;
    SpanStore& spans = from->spans;
    for (SpanRecord& span : spans.all()) {
      if (&span == &spans.root() || span.start < start) continue;
      const bool own = span.handle < kFirstCoreHandle;
      if (own && late) continue;
      Transaction* const to = own ? &follow_up_of(page_, at, span.start) : next;
      span.gone = !to || move_span(*from, span, *to, at);
    }
    spans.remove_gone();
    // All that was in it may have gone on.
    if (late && spans.all().size() == 1 && !from->root_named) from->carried = true;
  }
}

void Tracer::begin_navigation(double at, Handle handle, TransactionContext context, double start) {
  if (!handle_is_free(handle)) return;
  if (begun_.root != 0) stay_on_page(at);
  beats_.restart(start);
  begun_.root = handle;
  begun_.context = context;
  begun_.start = start;
  const double asked = context.anchor.now;
  open_.push_back(std::make_unique<Transaction>(std::move(context), handle, start, asked, drops_));
  open_.back()->idle.hold(at, true);
  share_memory();
}

TransactionContext* Tracer::begun_navigation(Handle handle) {
  if (handle != begun_.root) {
    drops_.add(Drop::kStaleHandle);
    return nullptr;
  }
  Transaction* const transaction = open_transaction(handle);
  return transaction ? &transaction->context : &begun_.context;
}

void Tracer::enter_page(double at) {
  Page next = std::exchange(begun_, Page());
  Transaction* const transaction = open_transaction(next.root);
  if (transaction) {
    next.context = transaction->context;
    describe_path(*transaction);
    transaction->idle.hold(at, false);
  }
  next.vitals_start = at;
  const double start = next.start;
  replace_page(start, std::move(next));
}

void Tracer::stay_on_page(double at) {
  const Handle root = begun_.root;
  const auto open = std::find_if(open_.begin(), open_.end(),
                                 [&](const auto& transaction) { return transaction->handle() == root; });
  if (open != open_.end()) {
    Transaction& transaction = **open;
    if (!transaction.is_empty()) {
      make_late(transaction, page_.context.kind);
      if (carried_.size() >= limits::kCarried) send_carried(at, carried_.front().due);
      carried_.push_back({std::move(*open), at + limits::kFollowUpAge});
    }
    open_.erase(open);
    share_memory();
  }
  send_follow_up(begun_, at);
  begun_ = Page();
  send_carried(at, -kNever);
}

void Tracer::name_root(double at, Handle handle) {
  if (Transaction* const transaction = open_transaction(handle)) transaction->root_named = true;
  for (Page* page : pages()) {
    if (page->root == handle && page->unsent) follow_up_of(*page, at, at).root_named = true;
  }
}

void Tracer::add_link(Transaction& transaction, SpanRecord& span, std::string_view trace,
                      std::string_view type) {
  const Page& before = transaction.handle() == begun_.root ? page_ : previous_page_;
  const bool is_page = transaction.handle() == begun_.root || transaction.handle() == page_.root;
  if (type != "previous_trace" || !is_page || !before.unsent) {
    transaction.spans.add_link(span, trace, type);
    return;
  }
  const SpanStore& spans = before.unsent->spans;
  for (const SpanValue* link : spans.links(spans.root())) {
    transaction.spans.add_link(span, spans.text(link->text), spans.text(link->key));
  }
}

}  // namespace headwater
