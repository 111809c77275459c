#pragma once

#include "database.h"

namespace headwater::collector {

// Creates the tables in a new file, or adds those that an older one has not; throws
// std::runtime_error if it was written by a newer collector. The file is meant to be read by other programs
// too: moments are seconds since 1970, ids lowercase hex, `tags`, `measurements`, `data`, `body` and `extra`
// JSON objects.
void prepare_schema(Database& database);

}  // namespace headwater::collector
