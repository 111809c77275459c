#include "demo/collector/store/columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "demo/collector/base/bytes_text.h"
#include "demo/collector/base/hex_id.h"

namespace headwater::collector {
namespace {

constexpr std::size_t kMaxText = 1000;   // bytes: a name may be a megabyte long
constexpr std::size_t kMaxPairs = 1000;  // of tags or measurements of one transaction
constexpr std::size_t kFewRows = 4096;

std::string_view cut(std::string_view text, std::string& made) {
  if (text.size() <= kMaxText) return text;
  return made = std::string(first_bytes(text, kMaxText)) + "…";
}

// To a microsecond: what is behind it comes of moments since 1970 having no more digits.
double milliseconds(double seconds) { return std::round(seconds * 1e6) / 1e3; }

bool is_late(const std::optional<std::string>& op) {
  constexpr std::string_view kEnd = ".late";
  return op && op->size() > kEnd.size() && std::string_view(*op).substr(op->size() - kEnd.size()) == kEnd;
}

}  // namespace

std::uint64_t span_id_of(std::string_view hex) {
  std::uint64_t id = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), id, 16);
  return id;
}

TraceId trace_id_of(std::string_view hex) {
  return hex.size() < 32 ? TraceId{} : TraceId{span_id_of(hex.substr(0, 16)), span_id_of(hex.substr(16, 16))};
}

std::string hex_of(std::uint64_t id) { return hex16(id); }
std::string hex_of(const TraceId& id) { return hex16(id.high) + hex16(id.low); }

std::uint32_t Columns::number_of(const std::optional<std::string>& text) {
  if (!text) return 0;
  std::string made;
  return texts.number_of(cut(*text, made));
}

void Columns::add(const TransactionSummary& summary, const Json& row_tags, const Json& row_measurements,
                  std::optional<std::int64_t> page) {
  const auto row = static_cast<Row>(size());
  ids.push_back(summary.row);
  alive.push_back(1);
  late.push_back(is_late(summary.op) ? 1 : 0);
  start.push_back(milliseconds(summary.start));
  duration.push_back(milliseconds(summary.duration));
  received.push_back(milliseconds(summary.received));
  sample_rate.push_back(summary.sample_rate.value_or(std::numeric_limits<double>::quiet_NaN()));
  span_count.push_back(static_cast<std::uint32_t>(summary.span_count));
  event_id.push_back(trace_id_of(summary.event_id));
  trace_id.push_back(trace_id_of(summary.trace_id));
  span_id.push_back(span_id_of(summary.span_id));
  parent_id.push_back(span_id_of(summary.parent_id.value_or("")));
  name.push_back(number_of(summary.name));
  op.push_back(number_of(summary.op));
  status.push_back(number_of(summary.status));
  service.push_back(number_of(summary.service));
  environment.push_back(number_of(summary.environment));
  release.push_back(number_of(summary.release));
  project.push_back(number_of(summary.project));
  sdk.push_back(number_of(summary.sdk));
  user.push_back(number_of(summary.user));

  tags_at.push_back(static_cast<std::uint32_t>(tags.size()));
  for (const auto& [key, value] : row_tags.items()) {
    if (!value.is_string() || tags.size() - tags_at.back() == kMaxPairs) continue;
    const Tag tag{number_of(key), number_of(value.get_ref<const std::string&>())};
    tags.push_back(tag);
    ++tag_keys[tag.key];
  }
  tags_count.push_back(static_cast<std::uint16_t>(tags.size() - tags_at.back()));

  measurements_at.push_back(0);
  measurements_count.push_back(0);
  write_measurements(row, row_measurements);

  if (late[row] && parent_id[row] != 0) {
    const auto known = page ? find(*page) : std::nullopt;
    if (known) {
      merge(*known, row);
    } else {
      waiting_[{trace_id[row], parent_id[row]}].push_back(summary.row);
    }
  } else if (!waiting_.empty()) {
    merge_waiting(row);
  }
}

// Behind all others: what stands there has no room for more.
void Columns::write_measurements(Row row, const Json& row_measurements) {
  const std::size_t first = measurement_keys.size();
  for (const auto& [key, value] : row_measurements.items()) {
    const Json* number = value.is_object() && value.contains("value") ? &value["value"] : &value;
    // Whatever else a sender calls a measurement can't be added up.
    if (!number->is_number() || measurement_keys.size() - first == kMaxPairs) continue;
    const auto unit = value.is_object() ? string_member(value, "unit") : std::nullopt;
    const std::uint32_t known = number_of(key);
    measurement_keys.push_back(known);
    measurement_values.push_back(number->get<double>());
    measurement_units[known] = number_of(unit == "none" ? std::nullopt : unit);
  }
  measurements_at[row] = static_cast<std::uint32_t>(first);
  measurements_count[row] = static_cast<std::uint16_t>(measurement_keys.size() - first);
}

void Columns::set_measurements(std::int64_t id, const Json& row_measurements) {
  if (const auto row = find(id)) write_measurements(*row, row_measurements);
}

void Columns::settle() {
  waiting_.clear();
  for (Row row = 0; row < size(); ++row) {
    if (is_alive(row) && late[row] && parent_id[row] != 0)
      waiting_[{trace_id[row], parent_id[row]}].push_back(ids[row]);
  }
  for (Row row = 0; row < size() && !waiting_.empty(); ++row) {
    if (is_alive(row) && !late[row]) merge_waiting(row);
  }
}

void Columns::merge_waiting(Row page) {
  const auto found = waiting_.find({trace_id[page], span_id[page]});
  if (found == waiting_.end()) return;
  for (const std::int64_t follow_up : found->second) {
    if (const auto other = find(follow_up)) merge(page, *other);
  }
  waiting_.erase(found);
}

void Columns::merge(Row page, Row follow_up) {
  std::vector<Measurement> all;
  bool changed = false;
  for (const Row row : {page, follow_up}) {
    for (std::size_t i = measurements_at[row]; i < measurements_at[row] + measurements_count[row]; ++i) {
      const auto same = std::find_if(
          all.begin(), all.end(), [&](const Measurement& other) { return other.key == measurement_keys[i]; });
      if (same == all.end()) {
        all.push_back({measurement_keys[i], measurement_values[i]});
        changed = changed || row == follow_up;
      } else {
        changed = changed || same->value != measurement_values[i];
        same->value = measurement_values[i];
      }
    }
  }
  if (!changed) return;
  measurements_at[page] = static_cast<std::uint32_t>(measurement_keys.size());
  measurements_count[page] = static_cast<std::uint16_t>(all.size());
  for (const auto& [key, value] : all) {
    measurement_keys.push_back(key);
    measurement_values.push_back(value);
  }
}

Columns::Row Columns::lower_bound(std::int64_t id) const {
  return static_cast<Row>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
}

std::optional<Columns::Row> Columns::find(std::int64_t id) const {
  const Row row = lower_bound(id);
  if (row == size() || ids[row] != id || !is_alive(row)) return std::nullopt;
  return row;
}

void Columns::set_span_count(std::int64_t id, std::int64_t count) {
  if (const auto row = find(id)) span_count[*row] = static_cast<std::uint32_t>(count);
}

void Columns::remove(const std::vector<std::int64_t>& gone) {
  for (const std::int64_t id : gone) {
    if (const auto row = find(id)) {
      alive[*row] = 0;
      ++dead_;
      for (std::size_t i = tags_at[*row]; i < tags_at[*row] + tags_count[*row]; ++i) {
        const auto key = tag_keys.find(tags[i].key);
        if (--key->second == 0) tag_keys.erase(key);
      }
    }
  }
  if (dead_ > kFewRows && 2 * dead_ > size()) compact();
}

void Columns::append(const Columns& other, Row from, Row to) {
  std::vector<Row> rows;
  rows.reserve(to - from);
  for (Row row = from; row < to; ++row) {
    if (other.is_alive(row)) rows.push_back(row);
  }
  std::vector<std::uint32_t> numbers(other.texts.size(), 0);
  const auto renumbered = [&](std::uint32_t number) {
    if (number != 0 && numbers[number] == 0) numbers[number] = texts.number_of(other.texts.text(number));
    return numbers[number];
  };
  each_plain([&](auto column) {
    for (const Row row : rows) (this->*column).push_back((other.*column)[row]);
  });
  each_text([&](auto column) {
    for (const Row row : rows) (this->*column).push_back(renumbered((other.*column)[row]));
  });
  alive.resize(size(), 1);

  std::vector<std::size_t> tag_counts(other.texts.size(), 0);
  for (const Row row : rows) {
    tags_at.push_back(static_cast<std::uint32_t>(tags.size()));
    for (std::size_t i = other.tags_at[row]; i < other.tags_at[row] + other.tags_count[row]; ++i) {
      const Tag& tag = other.tags[i];
      ++tag_counts[tag.key];
      tags.push_back({renumbered(tag.key), renumbered(tag.value)});
    }
    measurements_at.push_back(static_cast<std::uint32_t>(measurement_keys.size()));
    const std::size_t first = other.measurements_at[row];
    for (std::size_t i = first; i < first + other.measurements_count[row]; ++i) {
      measurement_keys.push_back(renumbered(other.measurement_keys[i]));
      measurement_values.push_back(other.measurement_values[i]);
    }
  }
  for (std::uint32_t key = 0; key < tag_counts.size(); ++key) {
    if (tag_counts[key] > 0) tag_keys[numbers[key]] += tag_counts[key];
  }
  for (const auto& [key, unit] : other.measurement_units) {
    if (numbers[key] != 0) measurement_units[numbers[key]] = renumbered(unit);
  }
}

void Columns::compact() {
  Columns kept;
  kept.append(*this, 0, static_cast<Row>(size()));
  kept.waiting_ = std::move(waiting_);
  *this = std::move(kept);
  std::erase_if(waiting_, [this](const auto& entry) {
    return std::none_of(entry.second.begin(), entry.second.end(),
                        [this](auto id) { return find(id).has_value(); });
  });
}

}  // namespace headwater::collector
