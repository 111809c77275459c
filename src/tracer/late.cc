#include "src/tracer/late.h"

#include <cmath>

#include "src/base/string.h"
#include "src/record/limits.h"
#include "src/text/url.h"

namespace headwater {
namespace {

// The operation of a page's follow-up, which does not depend on the operation that the page has given itself.
String late_op(TransactionKind kind) {
  return kind == TransactionKind::kNavigation ? "navigation.late" : "pageload.late";
}

}  // namespace

TransactionContext follow_up_context(const PageView& page, const Options& options) {
  TransactionContext context = page.context;
  context.kind = TransactionKind::kFollowUp;
  context.op = late_op(page.context.kind);
  if (!page.rootless) context.parent_span_id = span_id(options.seed_high, options.seed_low, page.root);
  return context;
}

void hang_below(TransactionContext& context, Handle root, const Options& options) {
  if (context.kind == TransactionKind::kFollowUp) return;
  const bool is_page =
      context.kind == TransactionKind::kPageload || context.kind == TransactionKind::kNavigation;
  if (is_page) {
    context.op = late_op(context.kind);
  } else {
    context.op += ".late";
  }
  context.kind = TransactionKind::kFollowUp;
  context.parent_span_id = span_id(options.seed_high, options.seed_low, root);
}

void make_late(Transaction& transaction, TransactionKind kind) {
  transaction.context.op = late_op(kind);
  transaction.context.kind = TransactionKind::kFollowUp;
  SpanStore& spans = transaction.spans;
  spans.root().op = spans.keep(transaction.context.op, limits::kOperation);
}

void become_late(Transaction& transaction, Shared& shared) {
  SpanRecord& root = transaction.spans.root();
  hang_below(transaction.context, root.handle, shared.options);
  root.handle = shared.handles.next();
  root.op = transaction.spans.keep(transaction.context.op, limits::kOperation);
}

void anchor_late(TransactionContext& context, const Clocks& clocks) {
  if (std::abs(drift(context.anchor, clocks)) > limits::kClockDrift) context.anchor = clocks;
}

void describe_path(Transaction& page, const Options& options) {
  if (std::string_view(page.context.source) != "route") return;
  page.spans.set_data(page.spans.root(), "url.path", label_of(page.context.url, options.page_origin));
}

bool is_over(const Transaction& follow_up, bool awaits) {
  for (const SpanRecord& span : follow_up.spans.all()) {
    if (&span != &follow_up.spans.root() && (span.open() || (awaits && span.awaits))) return false;
  }
  return true;
}

}  // namespace headwater
