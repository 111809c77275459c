#include "src/record/split.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "src/base/vector.h"
#include "src/record/folding.h"

namespace headwater {
namespace {

// Moves the spans at these places, in the order in which they were added: parents come before children.
void move_spans(Transaction& from, Transaction& to, const std::uint32_t* place, const std::uint32_t* end) {
  for (; place < end; ++place) from.spans.all()[*place].gone = true;
  for (SpanRecord& span : from.spans.all()) {
    if (span.gone) span.gone = move_span(from, span, to, span.start);
  }
  from.spans.remove_gone();
}

// Moves the end, status and values of the root, and the measurements of the transaction.
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
  const Vector<std::uint32_t> places = by_importance(transaction.spans);
  keep = std::min(keep, places.size());
  const std::uint32_t* const others = places.begin() + keep;
  if (rest) {
    move_spans(transaction, *rest, others, places.end());
  } else {
    // Mostly few spans are kept of many: so the few are moved into a new transaction, which then takes the
    // place of the old.
    const SpanRecord& root = transaction.spans.root();
    auto kept = std::make_unique<Transaction>(transaction.context, root.handle, root.start, root.start,
                                              transaction.spans.drops());
    move_root(transaction, *kept);
    move_spans(transaction, *kept, places.begin(), others);
    swap_relocatable(transaction, *kept);
    rest = std::move(kept);
  }
  SpanRecord& root = rest->spans.root();
  root.start = std::numeric_limits<double>::infinity();
  for (const SpanRecord& span : rest->spans.all()) root.start = std::min(root.start, span.start);
}

}  // namespace headwater
