#include "demo/collector/ingest/client_report_reader.h"

#include <stdexcept>

#include "demo/collector/base/parse_json.h"

namespace headwater::collector {
namespace {

constexpr std::size_t kMaxReportBytes = 64 << 10;
constexpr std::size_t kMaxWord = 200;  // of a reason or category, so that a list of them stays short
constexpr std::uint64_t kMaxQuantity = 1'000'000'000;  // so that sums of them stay exact

}  // namespace

std::vector<DiscardedEvents> read_client_report(std::string_view payload) {
  std::vector<DiscardedEvents> result;
  if (payload.size() > kMaxReportBytes) return result;
  Json report;
  try {
    report = parse_json_object(payload);
  } catch (const std::invalid_argument&) {
    return result;
  }
  const auto events = report.find("discarded_events");
  if (events == report.end() || !events->is_array()) return result;
  for (const Json& event : *events) {
    if (!event.is_object()) continue;
    const auto reason = string_member(event, "reason");
    const auto category = string_member(event, "category");
    const auto quantity = event.find("quantity");
    if (!reason || !category || quantity == event.end() || !quantity->is_number_unsigned()) continue;
    if (reason->size() > kMaxWord || category->size() > kMaxWord) continue;
    const auto count = quantity->get<std::uint64_t>();
    if (count <= kMaxQuantity) result.push_back({*reason, *category, static_cast<std::int64_t>(count)});
  }
  return result;
}

}  // namespace headwater::collector
