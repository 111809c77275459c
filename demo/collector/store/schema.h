#pragma once

#include "demo/collector/store/database.h"

namespace headwater::collector {

// Throws std::runtime_error if the file was written by a newer collector or holds something else than a
// collector's tables. Changes nothing.
void check_schema(Database& database);

// Creates the tables in a new file, or adds those that an older one has not; throws as above. The file is
// meant to be read by other programs too: moments are seconds since 1970, ids lowercase hex, `tags`,
// `measurements`, `data`, `body` and `extra` JSON objects.
// Foreign keys must be off, or rows of tables that are made anew would go.
void prepare_schema(Database& database);

}  // namespace headwater::collector
