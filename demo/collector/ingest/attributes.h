#pragma once

#include <optional>
#include <string>

#include "demo/collector/store/rows.h"

namespace headwater::collector {

// What the attributes of a span mean, in the names that OpenTelemetry's and Sentry's conventions give them.

// A text, or a number or boolean as one.
std::optional<std::string> text_attribute(const Json& attributes, std::initializer_list<const char*> keys);

// The status of a span that failed, by what its protocol says of it: "internal_error" where that says
// nothing.
std::string failure_status(const Json& attributes);

// Those of a root that group transactions well: short, and not about the sender's own workings.
Json tags_of(const Json& attributes);

// Environment, release, user and sample rate, as far as the attributes say them and the row does not.
void read_common_attributes(const Json& attributes, TransactionRow& row);

}  // namespace headwater::collector
