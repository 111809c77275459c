#include "folding.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "limits.h"

namespace headwater {
namespace {

bool of_entry(const SpanRecord& span) { return span.handle >= kFirstCoreHandle; }

bool is_resource(const SpanStore& spans, const SpanRecord& span) {
  return of_entry(span) && spans.text(span.op).starts_with("resource.");
}

bool failed(const SpanRecord& span) { return span.status > Status::kCancelled; }

bool failed_or_blocked(const SpanRecord& span) { return span.blocking || failed(span); }

int rank_of(const SpanRecord& span) {
  const int sort = span.request ? 4 : of_entry(span) ? 0 : 2;
  return sort + (failed_or_blocked(span) ? 1 : 0);
}

bool less_important(const SpanRecord* one, const SpanRecord* other) {
  const int ranks = rank_of(*one) - rank_of(*other);
  if (ranks != 0) return ranks < 0;
  const double durations = (one->end - one->start) - (other->end - other->start);
  if (durations != 0) return durations < 0;
  return one->start != other->start ? one->start < other->start : one < other;
}

// By insertion with falling gaps: std::sort alone would be a kilobyte of the module.
void sort_by_importance(std::vector<SpanRecord*>& spans) {
  for (std::size_t gap = spans.size(); gap > 1;) {
    gap = gap < 5 ? 1 : gap * 5 / 11;
    for (std::size_t from = gap; from < spans.size(); ++from) {
      SpanRecord* const span = spans[from];
      std::size_t to = from;
      for (; to >= gap && less_important(span, spans[to - gap]); to -= gap) spans[to] = spans[to - gap];
      spans[to] = span;
    }
  }
}

TextRef host_of(const SpanStore& spans, const SpanRecord& span) {
  if (span.fold != 0) return span.description;
  const SpanValue* host = spans.find_data(span, "server.address");
  return host ? host->text : 0;
}

// The spans of one operation and host: the one that stands for them, or will when there is another.
struct Group {
  Group(const SpanStore& spans, SpanRecord& span)
      : head(&span), op(spans.text(span.op)), host(spans.text(host_of(spans, span))) {}

  SpanRecord* head;
  std::string_view op;
  std::string_view host;
};

void count_in(const SpanStore& spans, Fold& fold, const SpanRecord& span) {
  const double duration = span.end - span.start;
  fold.min = fold.count == 0 ? duration : std::min(fold.min, duration);
  fold.max = std::max(fold.max, duration);
  fold.total += duration;
  ++fold.count;
  if (const SpanValue* size = spans.find_data(span, "http.response_transfer_size"))
    fold.bytes += size->number;
}

void fold_into(SpanStore& spans, SpanRecord& head, SpanRecord& span) {
  if (head.fold == 0) {
    spans.folds().emplace_back();
    count_in(spans, spans.folds().back(), head);
    head.description = host_of(spans, head);
    head.fold = static_cast<std::uint32_t>(spans.folds().size());
    spans.clear_values(head);
  }
  count_in(spans, spans.folds()[head.fold - 1], span);
  head.start = std::min(head.start, span.start);
  head.end = std::max(head.end, span.end);
  span.gone = true;
}

}  // namespace

void condense(SpanStore& spans, std::size_t most, Drop reason) {
  std::vector<SpanRecord>& all = spans.all();
  std::vector<SpanRecord*> order;
  std::vector<Group> groups;
  std::size_t resources = 0;
  std::size_t plain_resources = 0;
  for (SpanRecord& span : all) {
    if (&span == &all.front() || span.open()) continue;
    order.push_back(&span);
    if (span.fold != 0) groups.emplace_back(spans, span);
    if (!is_resource(spans, span)) continue;
    resources += span.fold != 0 ? spans.folds()[span.fold - 1].count : 1;
    if (span.fold == 0 && !failed_or_blocked(span)) ++plain_resources;
  }
  std::size_t left = all.size() - 1;
  if (resources <= limits::kResources && left <= most) return;
  sort_by_importance(order);

  std::size_t excess = 0;
  if (resources > limits::kResources && plain_resources > limits::kSlowResources) {
    excess = plain_resources - limits::kSlowResources;
  }
  for (const bool for_room : {false, true}) {
    for (SpanRecord* span : order) {
      if (!of_entry(*span)) break;
      if (span->gone || span->fold != 0) continue;
      if (for_room) {
        if (left <= most) break;
      } else {
        if (excess == 0) break;
        if (failed_or_blocked(*span) || !is_resource(spans, *span)) continue;
        --excess;
      }
      const Group own(spans, *span);
      const auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& one) {
        return one.op == own.op && one.host == own.host;
      });
      if (group == groups.end()) {
        groups.push_back(own);
      } else if (group->head != span) {
        fold_into(spans, *group->head, *span);
        --left;
      }
    }
  }
  for (const bool anything : {false, true}) {
    for (SpanRecord* span : order) {
      if (left <= most) break;
      if (span->gone || (!anything && (span->request || span->fold != 0))) continue;
      spans.drop(*span, reason);
      --left;
    }
  }
  spans.remove_gone();
}

void leave_out_short(SpanStore& spans, double min_duration) {
  std::vector<SpanRecord>& all = spans.all();
  for (SpanRecord& span : all) {
    const double duration = span.end - span.start;
    const bool moment = duration == 0 && of_entry(span) && !is_resource(spans, span);
    span.gone = &span != &all.front() && duration < min_duration && !span.request && span.fold == 0 &&
                !failed(span) && !moment;
  }
  spans.remove_gone();
}

}  // namespace headwater
