#include "src/tracer/carried.h"

#include <algorithm>
#include <utility>

#include "src/record/limits.h"
#include "src/tracer/late.h"

namespace headwater {

void Carried::seal(std::unique_ptr<Transaction> transaction, double end) {
  std::unique_ptr<Transaction> rest = sealer_.seal(std::move(transaction), end);
  if (!rest) return;
  int waiting = 0;
  for (const One& one : carried_) waiting += one.waits;
  carried_.push_back(
      {std::move(rest), shared_.hidden_since + limits::kRestDelay + waiting * limits::kRestInterval, true});
}

bool Carried::carry_requests(Transaction& from, double at) {
  if (!sealer_.goes_on()) return false;
  Transaction* to = nullptr;
  for (SpanRecord& span : from.spans.all()) {
    if (!span.request || !span.open()) continue;
    if (!to) {
      make_room(at);
      TransactionContext context = from.context;
      hang_below(context, from.handle(), shared_.options);
      carried_.push_back({std::make_unique<Transaction>(std::move(context), shared_.handles.next(),
                                                        span.start, at, shared_.drops),
                          at + limits::kFollowUpAge});
      to = carried_.back().follow_up.get();
    }
    double& start = to->spans.root().start;
    start = std::min(start, span.start);
    span.gone = move_span(from, span, *to, at);
  }
  if (!to) return false;
  from.spans.remove_gone();
  from.carried = true;
  return true;
}

void Carried::add(std::unique_ptr<Transaction> follow_up, double at) {
  make_room(at);
  carried_.push_back({std::move(follow_up), at + limits::kFollowUpAge});
}

void Carried::make_room(double at) {
  if (carried_.size() >= limits::kCarried) send(at, carried_.front().due);
}

void Carried::send(double at, double due_by) {
  for (std::size_t i = 0; i < carried_.size();) {
    if ((carried_[i].waits || !is_over(*carried_[i].follow_up, true)) && carried_[i].due > due_by) {
      ++i;
      continue;
    }
    std::unique_ptr<Transaction> ended = std::move(carried_[i].follow_up);
    carried_.erase(carried_.begin() + static_cast<std::ptrdiff_t>(i));
    ended->cancel_open_children(at);
    const SpanRecord& root = ended->spans.root();
    const double end = root.open() ? ended->last_child_end(root.start) : root.end;
    seal(std::move(ended), end);
  }
}

void Carried::flush(double at) {
  for (One& one : carried_) {
    if (is_over(*one.follow_up, false)) one.due = at;
  }
  send(at, at);
}

double Carried::due() const {
  double due = kNever;
  for (const One& one : carried_) due = std::min(due, one.due);
  return due;
}

Found Carried::find(Handle handle) const {
  for (const One& one : carried_) {
    SpanStore& spans = one.follow_up->spans;
    SpanRecord* span = handle == spans.root().handle ? nullptr : spans.find(handle);
    if (span) return {one.follow_up.get(), span};
  }
  return {};
}

bool Carried::has(Handle handle) const {
  for (const One& one : carried_) {
    if (one.follow_up->spans.find(handle)) return true;
  }
  return false;
}

}  // namespace headwater
