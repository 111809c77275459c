#include "src/record/split.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "src/record/folding.h"

namespace headwater {
namespace {

// Moves the spans at these places, in the order in which they were added: parents come before children.
void move_spans(Transaction& from, Transaction& to, std::vector<std::uint32_t> places) {
  std::sort(places.begin(), places.end());
  for (const std::uint32_t place : places) {
    SpanRecord& span = from.spans.all()[place];
    span.gone = move_span(from, span, to, span.start);
  }
  from.spans.remove_gone();
}

// The root with all that it and its transaction say.
void move_root(Transaction& from, Transaction& to) {
  SpanRecord& root = from.spans.root();
  to.spans.root().end = root.end;
  to.spans.root().status = root.status;
  to.spans.copy_values(to.spans.root(), from.spans, root);
  for (const Measurement& one : from.measurements) {
    to.set_measurement(from.spans.text(one.name), one.value, from.spans.text(one.unit));
  }
  root.end = std::numeric_limits<double>::quiet_NaN();
  root.status = Status::kUnset;
  from.spans.clear_values(root);
  from.measurements.clear();
}

}  // namespace

void split(Transaction& transaction, std::size_t keep, std::unique_ptr<Transaction>& rest) {
  std::vector<std::uint32_t> places = by_importance(transaction.spans);
  keep = std::min(keep, places.size());
  const auto others = places.begin() + static_cast<std::ptrdiff_t>(keep);
  if (rest) {
    move_spans(transaction, *rest, {others, places.end()});
  } else {
    // Mostly few are kept of many, so it is those that move.
    const SpanRecord& root = transaction.spans.root();
    auto kept = std::make_unique<Transaction>(transaction.context, root.handle, root.start, root.start,
                                              transaction.spans.drops());
    move_root(transaction, *kept);
    move_spans(transaction, *kept, {places.begin(), others});
    std::swap(transaction, *kept);
    rest = std::move(kept);
  }
  SpanRecord& root = rest->spans.root();
  root.start = std::numeric_limits<double>::infinity();
  for (const SpanRecord& span : rest->spans.all()) root.start = std::min(root.start, span.start);
}

}  // namespace headwater
