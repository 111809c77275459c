#pragma once

#include <httplib.h>

#include "demo/collector/base/parse_json.h"
#include "demo/collector/store/columns.h"

namespace headwater::collector {

// GET /api/tags: the most common values of each tag, and what is more common among some. `now` in ms since
// 1970. They throw QueryError.
Json summarize_tags(const Columns& columns, const httplib::Params& params, double now);

// GET /api/values: the most common values of a key.
Json list_values(const Columns& columns, const httplib::Params& params, double now);

// GET /api/keys: what one may ask for.
Json list_keys(const Columns& columns);

}  // namespace headwater::collector
