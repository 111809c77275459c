#pragma once

#include <string>
#include <string_view>

#include "demo/collector/store/columns.h"

namespace headwater::collector {

// Columns as bytes, to be read at once where they were written: numbers are as this machine has them. Of
// those rows of [from, to) that are alive.
std::string bytes_of(const Columns& columns, Columns::Row from, Columns::Row to);

// Nothing if these are no such bytes, or of a collector that writes them otherwise.
std::optional<Columns> columns_from(std::string_view bytes);

}  // namespace headwater::collector
