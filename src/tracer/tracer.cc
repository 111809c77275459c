#include "src/tracer/tracer.h"

#include <algorithm>
#include <utility>

#include "src/base/string.h"
#include "src/record/limits.h"
#include "src/text/url.h"
#include "src/tracer/late.h"

// How things begin, and what is said of them. How they end: ending.cc. The page and its entries: page.cc.
namespace headwater {

Options* Tracer::configure(std::uint64_t random_seed) {
  if (shared().configured) {
    drops().add(Drop::kNotConfigured);
    return nullptr;
  }
  shared().configured = true;
  sealer().seed(random_seed);
  return &shared().options;
}

Found Tracer::find(Handle handle) {
  const Found found = pages().find(handle);
  if (!found.transaction) drops().add(Drop::kStaleHandle);
  return found;
}

// The shim gives out handles in growing order, so one above all others is free. A lower one comes where
// commands are applied in another order than they were written in, for example because a pageload started
// earlier: only then it is looked up.
bool Tracer::handle_is_free(Handle handle) {
  if (handle > highest_handle_) {
    highest_handle_ = handle;
    return true;
  }
  const bool used = handle == 0 || requests_.has(handle) || pages().has(handle);
  if (used) drops().add(Drop::kInvalidHandle);
  return !used;
}

void Tracer::start_transaction(double at, Handle handle, TransactionContext& context, double start) {
  if (!handle_is_free(handle)) return;
  const double asked = context.anchor.now;
  const bool is_interaction = context.kind == TransactionKind::kInteraction;
  const bool is_page = !is_interaction && context.kind != TransactionKind::kManual;
  if (is_interaction) {
    requests_.restart_beats(start);
    // The handlers of the interaction before this one have run: if nothing has happened in it, it is dropped.
    open().drop_empty_interactions();
    const Transaction* page = open().page();
    const TransactionContext& named = page ? page->context : pages().current().context;
    if (context.name.empty()) context.set_name(named.name, named.source, drops());
  }
  if (!is_page && open().full()) {
    drops().add(Drop::kTooManyTransactions);
    return;
  }
  PageView next;
  if (is_page) {
    next.root = handle;
    next.context = context;
    next.start = start;
  }
  auto opened = std::make_unique<Transaction>(context, handle, start, asked, drops());
  if (is_page) {
    if (start < asked) pages().split(at, start, opened.get());
    replace_page(at, std::move(next));
  }
  Transaction& started = open().add(std::move(opened));
  describe_path(started, shared().options);
  if (started.context.is_restored()) {
    started.spans.set_data(started.spans.root(), "browser.navigation.type", "back-forward-cache");
  }
  if (interactive_ && !is_interaction) started.idle.release(asked);
}

void Tracer::start_span(double at, Handle handle, Handle root, Handle parent, double start,
                        std::string_view op, std::string_view description, std::string_view origin) {
  if (!handle_is_free(handle)) return;
  if (start > at) drops().add(Drop::kInvalidTime);
  start = std::min(start, at);
  if (Transaction* transaction = pages().owner(at, root, start)) {
    transaction->start_span(handle, parent, start, at, op, description, origin);
  }
}

void Tracer::start_request(double at, Handle handle, Handle root, Handle parent, RequestType type,
                           std::string_view method, std::string_view url) {
  if (!handle_is_free(handle)) return;
  if (Transaction* transaction = pages().owner_of_request(at, root)) {
    requests_.start(*transaction, at, handle, parent, type, method, url);
  }
}

void Tracer::ignore_request(double at, Handle handle, std::string_view url) {
  if (handle_is_free(handle)) requests_.ignore(at, handle, url);
}

void Tracer::redirect(double at, Handle handle, Handle root, std::string_view url) {
  if (!handle_is_free(handle)) return;
  Transaction* transaction = pages().owner(at, root, at);
  if (!transaction) return;
  transaction->idle.activity(at);
  const String stripped = strip_url(url, shared().options.query_keys);
  SpanRecord* span =
      transaction->add_finished(handle, at, at, "navigation.redirect",
                                label_of(stripped, shared().options.page_origin), "auto.navigation.browser");
  if (span) transaction->spans.set_data(*span, "url", stripped);
}

void Tracer::set_name(Handle handle, std::string_view name, std::string_view source) {
  const auto [transaction, span] = find(handle);
  if (!transaction) return;
  if (span == &transaction->spans.root()) {
    transaction->context.set_name(name, source, drops());
    pages().renamed(*transaction);
  } else {
    span->description = transaction->spans.keep(name, limits::kDescription);
  }
}

void Tracer::root_sent(Handle handle) {
  if (Transaction* transaction = open().get(handle)) {
    transaction->root_sent = true;
  } else {
    drops().add(Drop::kStaleHandle);
  }
}

void Tracer::lose_spans(Handle root, std::uint32_t count) {
  if (Transaction* transaction = open().get(root)) transaction->spans.lose(count);
}

void Tracer::error() {
  const Handle begun = pages().begun().root;
  Transaction* root = begun != 0 ? open().get(begun) : open().page();
  if (root && root->spans.root().status == Status::kUnset) root->spans.root().status = Status::kInternalError;
}

}  // namespace headwater
