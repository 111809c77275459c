#pragma once

#include <string_view>
#include <vector>

#include "demo/collector/store/rows.h"

namespace headwater::collector {

// Reads the `discarded_events` of a `client_report` item. Whatever can't be read is left out: a report about
// losses is no reason for another one.
std::vector<DiscardedEvents> read_client_report(std::string_view payload);

}  // namespace headwater::collector
