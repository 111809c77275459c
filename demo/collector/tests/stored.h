#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// The names of all transactions that queries find, newest start first.
inline std::vector<std::string> names_of(Store& store) {
  const auto reading = store.read();
  const Columns& columns = reading.columns;
  std::vector<Columns::Row> rows;
  for (Columns::Row row = 0; row < columns.size(); ++row) {
    if (columns.is_alive(row)) rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](Columns::Row a, Columns::Row b) { return columns.start[a] > columns.start[b]; });
  std::vector<std::string> names;
  for (const Columns::Row row : rows) names.push_back(columns.texts.text(columns.name[row]));
  return names;
}

// The transactions of a trace with all that is known of them, earliest start first.
inline std::vector<StoredTransaction> trace_of(Store& store, const std::string& trace_id) {
  std::vector<StoredTransaction> found;
  std::vector<std::vector<std::string>> spans;
  store.read_trace(
      trace_id,
      [&](const StoredTransaction& transaction) {
        found.push_back(transaction);
        spans.emplace_back();
      },
      [&](const SpanLine& span) { spans.back().emplace_back(span.span_id); });
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i] = *store.transaction(found[i].summary.event_id, found[i].summary.project);
    if (!spans[i].empty()) found[i].spans = store.spans(found[i].summary.row, spans[i]);
  }
  return found;
}

}  // namespace headwater::collector
