#include "src/record/drops.h"

#include <limits>

namespace headwater {
namespace {

constexpr std::string_view kNames[] = {
    "malformed_batch", "not_configured",        "invalid_time",   "invalid_handle",  "stale_handle",
    "invalid_trace",   "invalid_status",        "invalid_json",   "invalid_name",    "invalid_value",
    "text_cut",        "too_many_transactions", "too_many_spans", "too_many_values", "too_much_text",
    "payload_full",    "finished_parent",       "unfinished",     "no_page",         "buffer_full",
};
static_assert(sizeof(kNames) / sizeof(kNames[0]) == static_cast<std::size_t>(Drop::kCount_));

}  // namespace

std::string_view name(Drop reason) { return kNames[static_cast<std::size_t>(reason)]; }

void Drops::add(Drop reason, std::uint32_t count) {
  std::uint32_t& total = counts_[static_cast<std::size_t>(reason)];
  constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  total = count > most - total ? most : total + count;
}

std::uint32_t Drops::operator[](Drop reason) const { return counts_[static_cast<std::size_t>(reason)]; }

bool Drops::empty() const {
  for (std::uint32_t count : counts_) {
    if (count != 0) return false;
  }
  return true;
}

void Drops::clear() { counts_.fill(0); }

}  // namespace headwater
