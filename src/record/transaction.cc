#include "src/record/transaction.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "src/base/string.h"
#include "src/record/clean_text.h"
#include "src/record/folding.h"
#include "src/record/limits.h"
#include "src/text/characters.h"

namespace headwater {
namespace {

void cancel(SpanRecord& span, double end) {
  span.end = std::max(end, span.start);
  span.status = Status::kCancelled;
}

}  // namespace

void TransactionContext::set_name(std::string_view new_name, std::string_view new_source, Drops& drops) {
  name = cut(new_name, limits::kName, drops);
  if (name.find_first_not_of(" \t\r\n") == String::npos) name = "<unlabeled transaction>";
  // Receivers group by the source, so one they don't know is none.
  constexpr std::string_view kSources[] = {"url", "route", "view", "component", "task"};
  const bool known = std::find(std::begin(kSources), std::end(kSources), new_source) != std::end(kSources);
  source = known ? new_source : "custom";
}

Transaction::Transaction(const TransactionContext& the_context, Handle handle, double start, double started,
                         Drops& drops)
    : context(the_context),
      spans(drops),
      // An interaction waits for its first child, which its handlers may start late.
      idle(started,
           context.kind == TransactionKind::kPageload || context.kind == TransactionKind::kInteraction) {
  spans.limit(context.most_spans);
  spans.add(handle, 0, start, context.op, {}, context.origin);
  // A navigation works at least until its address has changed, which is when it was asked for.
  if (context.kind == TransactionKind::kNavigation) idle.work_until(started);
}

bool Transaction::is_empty_navigation(double end) const {
  const SpanRecord& root = spans.root();
  // A page on which nothing has moved has a CLS of 0, which says nothing.
  const auto is_zero = [](const Measurement& one) { return one.value == 0; };
  return context.kind == TransactionKind::kNavigation && is_empty() && !root_sent &&
         root.status == Status::kUnset && !context.origin.ends_with(".bfcache") && end <= idle.started() &&
         end - root.start < limits::kUnnoticed &&
         std::all_of(measurements.begin(), measurements.end(), is_zero);
}

bool Transaction::make_room() {
  if (adds_until_next_try_ > 0) {
    --adds_until_next_try_;
    return false;
  }
  const std::size_t much_text = spans.most_text() / 4 * 3;
  if (!spans.crowded() && spans.text_bytes() < much_text) return false;
  condense(spans, spans.most_spans(), Drop::kTooManySpans);
  // With a thousand open spans, for example, little can be removed: then the next 64 spans are added without
  // another try.
  if (spans.crowded()) adds_until_next_try_ = 64;
  if (spans.text_bytes() < much_text) return true;
  const TextArena old = spans.compact();
  for (Measurement& one : measurements) {
    one.name = spans.keep(old[one.name], limits::kKey);
    one.unit = spans.keep(old[one.unit], limits::kKey);
  }
  if (spans.text_bytes() >= much_text) adds_until_next_try_ = 64;
  return true;
}

bool Transaction::takes_request() {
  make_room();
  if (!spans.full()) return true;
  std::size_t requests = 0;
  for (const SpanRecord& span : spans.all()) requests += span.request;
  return !spans.crowded() && requests < spans.most_spans();
}

SpanRecord* Transaction::start_span(Handle handle, Handle parent, double start, double at,
                                    std::string_view op, std::string_view description,
                                    std::string_view origin, bool minor) {
  make_room();
  if (parent == this->handle() || !spans.find(parent)) parent = 0;
  SpanRecord* span = spans.add(handle, parent, start, op, description, origin);
  if (!span) return nullptr;
  if (context.kind == TransactionKind::kInteraction) idle.release(at);
  span->minor = minor;
  if (!minor) idle.child_started(at);
  return span;
}

double Transaction::end_until(const SpanRecord& span, double end, double at) {
  if (end > at || end < span.start - limits::kClockTolerance) spans.drops().add(Drop::kInvalidTime);
  return std::min(end, at);
}

void Transaction::finish_span(SpanRecord& span, double end, double at) {
  if (!span.open()) {
    spans.drops().add(Drop::kStaleHandle);
    return;
  }
  span.end = std::max(end_until(span, end, at), span.start);
  if (!span.minor) idle.child_ended(at);
}

void Transaction::release(SpanRecord& span, double at, bool minor) {
  if ((span.open() || span.awaits) && !span.minor) idle.child_released(at);
  span.awaits = false;
  span.minor = span.minor || minor;
}

SpanRecord* Transaction::add_finished(Handle handle, double start, double end, std::string_view op,
                                      std::string_view description, std::string_view origin) {
  make_room();
  SpanRecord* span = spans.add(handle, 0, start, op, description, origin);
  if (span) span->end = std::max(start, end);
  return span;
}

void Transaction::set_measurement(std::string_view name, double value, std::string_view unit) {
  bool named = !name.empty() && name.size() <= limits::kKey && is_letter(name.front());
  for (const char c : name) named = named && (is_letter(c) || is_digit(c) || c == '_' || c == '.');
  if (!named) {
    spans.drops().add(Drop::kInvalidName);
    return;
  }
  if (!std::isfinite(value)) {
    spans.drops().add(Drop::kInvalidValue);
    return;
  }
  for (Measurement& known : measurements) {
    if (spans.text(known.name) != name) continue;
    known.value = value;
    if (spans.text(known.unit) != unit) known.unit = spans.keep(unit, limits::kKey);
    return;
  }
  if (measurements.size() >= limits::kMeasurements) {
    spans.drops().add(Drop::kTooManyValues);
    return;
  }
  const TextRef kept_name = spans.keep(name, limits::kKey);
  if (kept_name != 0) measurements.push_back({kept_name, spans.keep(unit, limits::kKey), value});
}

double Transaction::last_child_end(double otherwise, bool minor) const {
  double last = spans.last_dropped_end();
  for (const SpanRecord& span : spans.all()) {
    if (span.minor && !minor) continue;
    if (&span != &spans.root() && !span.open() && !(span.end <= last)) last = span.end;
  }
  return std::isnan(last) ? otherwise : last;
}

void Transaction::cancel_open_children(double end) {
  for (SpanRecord& span : spans.all()) {
    if (&span != &spans.root() && span.open()) cancel(span, end);
  }
}

void Transaction::drop_open_children(double end) {
  for (SpanRecord& span : spans.all()) {
    if (&span == &spans.root() || !span.open()) continue;
    if (span.request) {
      cancel(span, end);
    } else {
      span.gone = true;
      spans.drops().add(Drop::kUnfinished);
    }
  }
  spans.remove_gone();
}

void Transaction::end_root(double end, const Options& options) {
  SpanRecord& root = spans.root();
  const double duration = end - root.start;
  root.end = std::max(end, root.start);
  const double most = options.max_transaction_duration;
  if (duration < -limits::kClockTolerance || (most > 0 && duration > most)) {
    root.status = Status::kDeadlineExceeded;
    spans.set_tag(root, "maxTransactionDurationExceeded", "true");
  }
  leave_out_short(spans, options.min_span_duration);
  condense(spans, spans.most_spans(), Drop::kTooManySpans);
}

bool move_span(const Transaction& from, const SpanRecord& span, Transaction& to, double at) {
  const SpanStore& store = from.spans;
  SpanStore& spans = to.spans;
  SpanRecord* moved = to.start_span(span.handle, span.parent, span.start, at, store.text(span.op),
                                    store.text(span.description), store.text(span.origin), span.minor);
  if (!moved) return false;
  moved->end = span.end;
  moved->awaits = span.awaits;
  moved->blocking = span.blocking;
  if (!moved->open() && !moved->awaits && !moved->minor) to.idle.child_ended(moved->end);
  moved->status = span.status;
  moved->request = span.request;
  moved->folded = span.folded;
  spans.copy_values(*moved, store, span);
  return true;
}

}  // namespace headwater
