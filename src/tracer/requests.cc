#include <cmath>

#include "src/tracer/tracer.h"

// What the tracer does about requests and resources.
namespace headwater {

void Tracer::start_request(double at, Handle handle, Handle root, Handle parent, RequestType type,
                           std::string_view method, std::string_view url) {
  if (!handle_is_free(handle)) return;
  Transaction* transaction = owner(at, root, at);
  if (!transaction) return;
  // A header names it, so it must be sent.
  for (Page* page : {&page_, &begun_}) {
    if (root == page->root && !transaction->takes_request()) transaction = &follow_up_of(*page, at, at);
  }

  const std::uint64_t group = request_group(method, url);
  TrackedRequest& request = requests_.add(handle, url, group, at);
  request.body_follows = type == RequestType::kFetch && url.starts_with("http");
  const bool minor = beats_.add(group, at);
  if (!minor) requests_.set_due(request, at + limits::kPatience);
  request.recorded = start_request_span(*transaction, handle, parent, at, type, method, url, options_, minor);
}

void Tracer::ignore_request(double at, Handle handle, std::string_view url) {
  if (!handle_is_free(handle)) return;
  TrackedRequest& request = requests_.add(handle, url, 0, at);
  request.recorded = request.ignored = true;
}

void Tracer::finish_request(double at, Handle handle, int code, RequestOutcome outcome) {
  TrackedRequest* request = requests_.find(handle);
  if (request && request->open()) {
    request->answered = at;
    beats_.answered(request->group, request->start, at);
    request->failed = is_failure(outcome);
    requests_.set_due(*request, kNever);
  } else {
    request = nullptr;
  }
  if (request && request->ignored) {
    // It has no span.
  } else if (const auto [transaction, span] = find(handle); !transaction) {
    // Its entry is that of a request all the same.
  } else if (!span->request) {
    drops_.add(Drop::kInvalidHandle);
  } else {
    const double body_end = request ? request->body_end : at;
    finish_request_span(*transaction, *span, at, code, outcome, body_end, request && request->body_follows);
    if (request && span->awaits) requests_.set_due(*request, at + limits::kPatience);
  }
  settle_held_entries(at, false);
  send_carried(at, -kNever);
}

void Tracer::release(const TrackedRequest& request, double at, bool minor) {
  if (const auto [transaction, span] = locate(request.handle); transaction) {
    transaction->release(*span, at, minor);
  }
}

void Tracer::run_out_of_patience(TrackedRequest& request) {
  const double due = request.due;
  requests_.set_due(request, kNever);
  release(request, due, request.open());
}

void Tracer::resource(double at, const ResourceTiming& timing) {
  if (settle_entry(at, timing, false)) return;
  for (HeldEntry& held : held_entries_) {
    if (held.empty()) return held.keep(timing);
  }
  settle_entry(at, timing, true);
}

void Tracer::settle_held_entries(double at, bool last) {
  for (HeldEntry& held : held_entries_) {
    if (!held.empty() && settle_entry(at, held.timing(), last)) held.clear();
  }
}

bool Tracer::settle_entry(double at, const ResourceTiming& timing, bool last) {
  bool sure;
  if (TrackedRequest* request = requests_.match(timing, sure)) {
    if (!sure && !last) return false;
    request->body_end = timing.end();
    if (!request->open()) requests_.set_due(*request, kNever);
    if (const auto [transaction, span] = locate(request->handle); transaction) {
      describe_fetch(transaction->spans, *span, timing, options_);
      if (!request->open() && !request->failed) end_with_body(*transaction, *span, request->body_end, at);
      send_carried(at, -kNever);
      return true;
    }
    // Its span is sent: the entry says nothing of another.
    if (request->recorded) return true;
  }
  const std::uint64_t group = request_group(timing.initiator_type, timing.url);
  const bool repeats = beats_.add(group, timing.start);
  beats_.answered(group, timing.start, timing.end());
  if (Transaction* transaction = owner_of_entry(at, timing.start, timing.end())) {
    add_resource_span(*transaction, core_handles_, timing, options_, repeats);
  }
  return true;
}

void Tracer::move_minor(Transaction& transaction, double at, double root_end) {
  if (page_.root == 0) return;
  // The follow-up is named after it.
  if (transaction.handle() == page_.root) page_.context = transaction.context;
  for (SpanRecord& span : transaction.spans.all()) {
    if (!span.minor || span.end <= root_end) continue;
    if (move_span(transaction, span, follow_up_of(page_, at, span.start), at)) span.gone = true;
  }
  transaction.spans.remove_gone();
}

void Tracer::set_clocks(const Clocks& clocks) {
  const double gap = drift(clocks_, clocks);
  if (configured_ && gap > limits::kClockDrift) {
    suspends_[suspend_count_++ % limits::kSuspends] = {clocks_.now, gap};
  }
  clocks_ = clocks;
}

void Tracer::mark_suspended(SpanStore& spans) {
  for (SpanRecord& span : spans.all()) {
    double suspended = 0;
    for (const Suspend& one : suspends_) {
      if (span.start <= one.at && one.at < span.end) suspended += one.duration;
    }
    if (suspended > 0) spans.set_data(span, "headwater.suspended_ms", std::floor(suspended + 0.5));
  }
}

}  // namespace headwater
