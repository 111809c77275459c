#include "src/tracer/tracer.h"

#include <algorithm>
#include <utility>

#include "src/record/limits.h"
#include "src/text/url.h"

// What it has open, and when. The rest of it: tracer_navigation.cc, tracer_ending.cc, tracer_follow_up.cc,
// tracer_entries.cc, tracer_requests.cc.
namespace headwater {

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
  for (Page* page : pages()) {
    for (Transaction* one : {page->follow_up.get(), page->unsent.get()}) {
      if (SpanRecord* span = one ? one->spans.find(handle) : nullptr) return {one, span};
    }
  }
  for (const Carried& carried : carried_) {
    SpanStore& spans = carried.follow_up->spans;
    // The root is over.
    SpanRecord* span = handle == spans.root().handle ? nullptr : spans.find(handle);
    if (span) return {carried.follow_up.get(), span};
  }
  return {nullptr, nullptr};
}

bool Tracer::handle_is_free(Handle handle) {
  if (handle > highest_handle_) {
    highest_handle_ = handle;
    return true;
  }
  bool used = handle == 0 || requests_.find(handle) != nullptr;
  for (const auto& transaction : open_) used = used || transaction->spans.find(handle);
  for (Page* page : pages()) {
    used = used || handle == page->root || (page->follow_up && page->follow_up->spans.find(handle));
  }
  for (const Carried& carried : carried_) used = used || carried.follow_up->spans.find(handle);
  if (used) drops_.add(Drop::kInvalidHandle);
  return !used;
}

void Tracer::start_transaction(double at, Handle handle, TransactionContext context, double start) {
  if (!handle_is_free(handle)) return;
  const double asked = context.anchor.now;
  const bool is_interaction = context.kind == TransactionKind::kInteraction;
  Page next;
  if (is_interaction) {
    beats_.restart(start);
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
    next.root = handle;
    next.context = context;
    next.start = start;
  }
  auto opened = std::make_unique<Transaction>(std::move(context), handle, start, asked, drops_);
  if (next.root != 0) {
    if (start < asked) split_page(at, start, opened.get());
    replace_page(at, std::move(next));
  }
  open_.push_back(std::move(opened));
  share_memory();
  Transaction& started = *open_.back();
  describe_path(started);
  if (started.context.origin.ends_with(".bfcache")) {
    started.spans.set_data(started.spans.root(), "browser.navigation.type", "back-forward-cache");
  }
  if (interactive_ && !is_interaction) open_.back()->idle.release(asked);
}

void Tracer::start_rootless_page(double at, Handle handle, TransactionContext context, bool recorded) {
  if (!handle_is_free(handle)) return;
  Page next;
  next.root = handle;
  next.start = at;
  next.rootless = true;
  next.recorded = recorded;
  if (at < context.anchor.now) split_page(at, at, nullptr);
  next.context = std::move(context);
  replace_page(at, std::move(next));
}

void Tracer::describe_path(Transaction& page) {
  if (page.context.source != "route") return;
  page.spans.set_data(page.spans.root(), "url.path", label_of(page.context.url, options_.page_origin));
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

double Tracer::next_due() const {
  double due = requests_.due();
  for (const Page* page : {&page_, &previous_page_, &begun_}) due = std::min(due, page->follow_up_due);
  for (const Carried& carried : carried_) due = std::min(due, carried.due);
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
    if (requests_.due() <= due) run_out_of_patience(*requests_.first_due());
    for (std::size_t i = open_.size(); i-- > 0;) {
      Transaction& transaction = *open_[i];
      const Idle::Deadline deadline = transaction.idle.deadline(options_);
      if (transaction.ends_by_itself() && deadline.time <= due)
        end_by_itself(transaction, due, deadline.reason);
    }
    for (Page* page : pages()) {
      if (page->follow_up_due <= due) send_rest(*page, due);
    }
    send_carried(due, due);
  }
}

void Tracer::interactive(double at) {
  interactive_ = true;
  if (Transaction* root = open_transaction(page_.root)) root->idle.release(at);
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

void Tracer::lose_spans(Handle root, std::uint32_t count) {
  if (Transaction* transaction = open_transaction(root)) transaction->spans.lose(count);
}

void Tracer::error() {
  Transaction* root = open_transaction(begun_.root != 0 ? begun_.root : page_.root);
  if (root && root->spans.root().status == Status::kUnset) root->spans.root().status = Status::kInternalError;
}

void Tracer::redirect(double at, Handle handle, Handle root, std::string_view url) {
  if (!handle_is_free(handle)) return;
  Transaction* transaction = owner(at, root, at);
  if (!transaction) return;
  transaction->idle.activity(at);
  const std::string stripped = strip_url(url, options_.query_keys);
  SpanRecord* span =
      transaction->add_finished(handle, at, at, "navigation.redirect",
                                label_of(stripped, options_.page_origin), "auto.navigation.browser");
  if (span) transaction->spans.set_data(*span, "url", stripped);
}

void Tracer::set_name(Handle handle, std::string_view name, std::string_view source) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span == &transaction->spans.root()) {
    transaction->context.set_name(name, source, drops_);
    if (page_.unsent.get() == transaction) page_.context = transaction->context;
  } else {
    span->description = transaction->spans.keep(name, limits::kDescription);
  }
}

}  // namespace headwater
