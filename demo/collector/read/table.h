#pragma once

#include <httplib.h>

#include "demo/collector/base/parse_json.h"
#include "demo/collector/read/aggregate.h"
#include "demo/collector/read/field.h"

namespace headwater::collector {

// GET /api/query: transactions, or groups of them. `now` in ms since 1970. Throws QueryError.
Json query_table(const Columns& columns, const httplib::Params& params, double now);

// GET /api/series: aggregates over time.
Json query_series(const Columns& columns, const httplib::Params& params, double now);

// The head of a column in an answer.
Json column_head(const std::string& name, const char* type, const std::optional<std::string>& unit);
const char* type_of(const Field& field);
// A row's value in a cell.
Json cell(const Columns& columns, const Field& field, Columns::Row row);

}  // namespace headwater::collector
