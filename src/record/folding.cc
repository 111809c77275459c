#include "src/record/folding.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "src/base/vector.h"
#include "src/record/limits.h"
#include "src/text/sort.h"

namespace headwater {
namespace {

constexpr std::string_view kCount = "resource.count";
constexpr std::string_view kMin = "resource.duration.min";
constexpr std::string_view kMax = "resource.duration.max";

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

bool less_important(const SpanRecord& one, const SpanRecord& other) {
  const int ranks = rank_of(one) - rank_of(other);
  if (ranks != 0) return ranks < 0;
  const double durations = (one.end - one.start) - (other.end - other.start);
  if (durations != 0) return durations < 0;
  return one.start != other.start ? one.start < other.start : &one < &other;
}

TextRef host_of(const SpanStore& spans, const SpanRecord& span) {
  if (span.folded) return span.description;
  const SpanValue* host = spans.find_data(span, "server.address");
  return host && host->kind != SpanValue::Kind::kNumber ? host->text : 0;
}

double number_of(const SpanStore& spans, const SpanRecord& span, std::string_view key) {
  const SpanValue* value = spans.find_data(span, key);
  return value && value->kind == SpanValue::Kind::kNumber ? value->number : 0;
}

void count_in(SpanStore& spans, SpanRecord& head, double duration, double bytes) {
  const auto add = [&](std::string_view key, double by) {
    // Differences of times have digits that nobody measured.
    spans.set_data(head, key, std::floor((number_of(spans, head, key) + by) * 1000 + 0.5) / 1000);
  };
  const bool first = !spans.find_data(head, kCount);
  add(kCount, 1);
  if (bytes > 0 || is_resource(spans, head)) add("resource.bytes", bytes);
  const double min = number_of(spans, head, kMin);
  const double max = number_of(spans, head, kMax);
  add(kMin, first ? duration : std::min(duration - min, 0.0));
  add(kMax, std::max(duration - max, 0.0));
  add("resource.duration.total", duration);
}

void fold_into(SpanStore& spans, SpanRecord& head, SpanRecord& span) {
  for (SpanRecord* one : {&head, &span}) {
    if (one->folded) continue;
    const double bytes = number_of(spans, *one, "http.response_transfer_size");
    const double duration = one->end - one->start;
    if (one == &head) {
      head.description = host_of(spans, head);
      head.folded = true;
      spans.clear_values(head);
    }
    count_in(spans, head, duration, bytes);
  }
  head.start = std::min(head.start, span.start);
  head.end = std::max(head.end, span.end);
  span.gone = true;
}

}  // namespace

Vector<std::uint32_t> by_importance(const SpanStore& spans) {
  const Vector<SpanRecord>& all = spans.all();
  Vector<std::uint32_t> order;
  for (std::uint32_t at = 1; at < all.size(); ++at) {
    if (!all[at].open()) order.push_back(at);
  }
  sort(order, [&](std::uint32_t one, std::uint32_t other) { return less_important(all[other], all[one]); });
  return order;
}

void condense(SpanStore& spans, std::size_t most, Drop reason) {
  Vector<SpanRecord>& all = spans.all();
  Vector<std::uint32_t> order;
  std::size_t resources = 0;
  std::size_t excess = 0;  // how many resources are to be folded: not the slowest
  for (std::uint32_t at = 1; at < all.size(); ++at) {
    SpanRecord& span = all[at];
    if (span.open()) continue;
    order.push_back(at);
    span.head = span.folded;
    if (!is_resource(spans, span)) continue;
    resources += count_of(spans, span);
    if (!span.folded && !failed_or_blocked(span)) ++excess;
  }
  std::size_t left = all.size() - 1;
  const bool too_many = resources > limits::kResources * spans.scale();
  if (!too_many && left <= most) return;
  excess = too_many && excess > limits::kSlowResources ? excess - limits::kSlowResources : 0;
  sort(order, [&](std::uint32_t one, std::uint32_t other) { return less_important(all[one], all[other]); });

  // Into which others of their operation and host are folded, in the order in which they stand.
  Vector<std::uint32_t> heads;
  for (std::uint32_t at = 1; at < all.size(); ++at) {
    if (!all[at].open() && all[at].folded) heads.push_back(at);
  }
  for (const bool for_room : {false, true}) {
    for (const std::uint32_t at : order) {
      SpanRecord& span = all[at];
      if (for_room ? left <= most : excess == 0) break;
      if (!of_entry(span) || span.gone || span.folded) continue;
      if (!for_room) {
        if (failed_or_blocked(span) || !is_resource(spans, span)) continue;
        --excess;
      }
      if (span.head) continue;
      const std::string_view host = spans.text(host_of(spans, span));
      const auto fits = [&](std::uint32_t head) {
        return spans.text(all[head].op) == spans.text(span.op) &&
               spans.text(host_of(spans, all[head])) == host;
      };
      const std::uint32_t* const head = std::find_if(heads.begin(), heads.end(), fits);
      if (head == heads.end()) {
        span.head = true;
        heads.push_back(at);
      } else {
        fold_into(spans, all[*head], span);
        --left;
      }
    }
  }
  for (const bool anything : {false, true}) {
    for (const std::uint32_t at : order) {
      SpanRecord& span = all[at];
      if (left <= most) break;
      if (span.gone || (!anything && (span.request || span.folded))) continue;
      spans.drop(span, reason, count_of(spans, span));
      --left;
    }
  }
  spans.remove_gone();
}

std::uint32_t count_of(const SpanStore& spans, const SpanRecord& span) {
  return span.folded ? static_cast<std::uint32_t>(number_of(spans, span, kCount)) : 1;
}

std::uint32_t count_folded(const SpanStore& spans) {
  std::uint32_t count = 0;
  for (const SpanRecord& span : spans.all()) {
    if (span.folded) count += count_of(spans, span);
  }
  return count;
}

void leave_out_short(SpanStore& spans, double min_duration) {
  Vector<SpanRecord>& all = spans.all();
  for (SpanRecord& span : all) {
    const double duration = span.end - span.start;
    const bool moment = duration == 0 && of_entry(span) && !is_resource(spans, span);
    span.gone = &span != &all.front() && duration < min_duration && !span.request && !span.folded &&
                !failed(span) && !moment;
  }
  spans.remove_gone();
}

}  // namespace headwater
