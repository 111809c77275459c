#include "src/tracer/request_matcher.h"

#include <cmath>

#include "src/record/limits.h"

namespace headwater {

void RequestMatcher::start(Transaction& transaction, double at, Handle handle, Handle parent,
                           RequestType type, std::string_view method, std::string_view url) {
  const std::uint64_t group = request_group(method, url);
  TrackedRequest& request = table_.add(handle, url, group, at);
  request.body_follows = type == RequestType::kFetch && url.starts_with("http");
  const bool minor = beats_.add(group, at);
  if (!minor) table_.set_due(request, at + limits::kPatience);
  request.recorded =
      start_request_span(transaction, handle, parent, at, type, method, url, shared().options, minor);
}

void RequestMatcher::ignore(double at, Handle handle, std::string_view url) {
  TrackedRequest& request = table_.add(handle, url, 0, at);
  request.recorded = request.ignored = true;
}

void RequestMatcher::finish(double at, Handle handle, int code, RequestOutcome outcome) {
  TrackedRequest* request = table_.find(handle);
  if (request && request->open()) {
    request->answered = at;
    beats_.answered(request->group, request->start, at);
    request->failed = is_failure(outcome);
    table_.set_due(*request, kNever);
  } else {
    request = nullptr;
  }
  if (request && request->ignored) {
    // It has no span.
  } else if (const auto [transaction, span] = pages.find(handle); !transaction) {
    // Its span is gone. It stays in the table, so that its timing entry does not become a resource.
    shared().drops.add(Drop::kStaleHandle);
  } else if (!span->request) {
    shared().drops.add(Drop::kInvalidHandle);
  } else {
    const double body_end = request ? request->body_end : at;
    finish_request_span(*transaction, *span, at, code, outcome, body_end, request && request->body_follows);
    if (request && span->awaits) table_.set_due(*request, at + limits::kPatience);
  }
  settle(at, false);
  pages.carried.send(at, -kNever);
}

void RequestMatcher::give_up_first() {
  TrackedRequest& request = *table_.first_due();
  const double due = request.due;
  table_.set_due(request, kNever);
  if (const auto [transaction, span] = pages.find(request.handle); transaction) {
    transaction->release(*span, due, request.open());
  }
}

void RequestMatcher::resource(double at, const ResourceTiming& timing) {
  if (settle_one(at, timing, false)) return;
  for (HeldEntry& held : held_) {
    if (held.empty()) return held.keep(timing);
  }
  settle_one(at, timing, true);
}

void RequestMatcher::settle(double at, bool last) {
  for (HeldEntry& held : held_) {
    if (!held.empty() && settle_one(at, held.timing(), last)) held.clear();
  }
}

// Whether it is decided what the entry is:
// 1. It belongs to a request whose span is still here: the span gets its values, and ends with its body.
// 2. It belongs to a request whose span was sent, or that is ignored: nothing is recorded of it.
// 3. It fits no request, or only one whose span had no room: it becomes a resource.
// While a request that is not answered may turn out to fit better, nothing is decided, unless this is the
// `last` chance.
bool RequestMatcher::settle_one(double at, const ResourceTiming& timing, bool last) {
  bool sure;
  if (TrackedRequest* request = table_.match(timing, sure)) {
    if (!sure && !last) return false;
    request->body_end = timing.end();
    if (!request->open()) table_.set_due(*request, kNever);
    if (const auto [transaction, span] = pages.find(request->handle); transaction) {
      describe_fetch(transaction->spans, *span, timing, shared().options);
      if (!request->open() && !request->failed) end_with_body(*transaction, *span, request->body_end, at);
      pages.carried.send(at, -kNever);
      return true;
    }
    if (request->recorded) return true;
  }
  const std::uint64_t group = request_group(timing.initiator_type, timing.url);
  const bool repeats = beats_.add(group, timing.start);
  beats_.answered(group, timing.start, timing.end());
  if (Transaction* transaction = pages.owner_of_entry(at, timing.start, timing.end())) {
    add_resource_span(*transaction, shared().handles, timing, shared().options, repeats);
  }
  return true;
}

}  // namespace headwater
