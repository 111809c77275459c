#pragma once

#include <httplib.h>

#include <string>
#include <vector>

#include "demo/collector/read/condition.h"

namespace headwater::collector {

// What the parameters of a request say, as docs/collector-api.md describes them. They throw QueryError.

// `query`, `from` and `to`; `now` in ms since 1970.
Selection read_selection(const httplib::Params& params, double now);

// A parameter as it is, `otherwise` if it isn't there.
std::string text_param(const httplib::Params& params, const char* name, const std::string& otherwise = "");
// A whole number from `least` to `most`.
std::size_t count_param(const httplib::Params& params, const char* name, std::size_t otherwise,
                        std::size_t least, std::size_t most);
bool flag_param(const httplib::Params& params, const char* name);

// "a,p95(lcp)" as its parts. A name with a comma in it stands in quotes.
std::vector<std::string> read_columns(const std::string& text);

}  // namespace headwater::collector
