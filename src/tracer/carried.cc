#include "src/tracer/carried.h"

#include <algorithm>
#include <utility>

#include "src/record/limits.h"
#include "src/tracer/late.h"

namespace headwater {

void Carried::seal(std::unique_ptr<Transaction> transaction, double end) {
  std::unique_ptr<Transaction> rest = sealer.seal(std::move(transaction), end);
  if (!rest) return;
  int waiting = 0;
  for (const auto& one : carried_) waiting += one->waits;
  rest->due = sealer.shared.hidden_since + limits::kRestDelay + waiting * limits::kRestInterval;
  rest->waits = true;
  carried_.push_back(std::move(rest));
}

bool Carried::carry_requests(Transaction& from, double at) {
  if (!sealer.goes_on()) return false;
  Transaction* to = nullptr;
  for (SpanRecord& span : from.spans.all()) {
    if (!span.request || !span.open()) continue;
    if (!to) {
      make_room(at);
      TransactionContext context = from.context;
      hang_below(context, from.handle(), sealer.shared.options);
      auto follow_up = std::make_unique<Transaction>(context, sealer.shared.handles.next(), span.start, at,
                                                     sealer.shared.drops);
      to = follow_up.get();
      keep(std::move(follow_up), at);
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
  keep(std::move(follow_up), at);
}

void Carried::make_room(double at) {
  if (carried_.size() >= limits::kCarried) send(at, carried_.front()->due);
}

void Carried::keep(std::unique_ptr<Transaction> follow_up, double at) {
  follow_up->due = at + limits::kFollowUpAge;
  carried_.push_back(std::move(follow_up));
}

void Carried::send(double at, double due_by) {
  for (std::size_t i = 0; i < carried_.size();) {
    if ((carried_[i]->waits || !is_over(*carried_[i], true)) && carried_[i]->due > due_by) {
      ++i;
      continue;
    }
    std::unique_ptr<Transaction> ended = std::move(carried_[i]);
    carried_.erase(carried_.begin() + static_cast<std::ptrdiff_t>(i));
    ended->cancel_open_children(at);
    const SpanRecord& root = ended->spans.root();
    const double end = root.open() ? ended->last_child_end(root.start) : root.end;
    seal(std::move(ended), end);
  }
}

void Carried::flush(double at) {
  for (const auto& one : carried_) {
    if (is_over(*one, false)) one->due = at;
  }
  send(at, at);
}

double Carried::due() const {
  double due = kNever;
  for (const auto& one : carried_) due = std::min(due, one->due);
  return due;
}

Found Carried::find(Handle handle) const {
  for (const auto& one : carried_) {
    SpanRecord* span = handle == one->handle() ? nullptr : one->spans.find(handle);
    if (span) return {one.get(), span};
  }
  return {};
}

bool Carried::has(Handle handle) const {
  for (const auto& one : carried_) {
    if (one->spans.find(handle)) return true;
  }
  return false;
}

}  // namespace headwater
