#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// GET /api/traces/<id>, as JSON; nothing if none is known.
std::optional<std::string> trace_json(Store& store, const std::string& trace_id);

// GET /api/transactions/<event id>; null if there is none.
Json transaction_json(Store& store, const std::string& event_id, const std::optional<std::string>& project);

// GET /api/spans: those of a transaction in full.
Json spans_json(const std::vector<SpanRow>& spans);

}  // namespace headwater::collector
