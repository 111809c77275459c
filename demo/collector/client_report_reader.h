#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace headwater::collector {

// So many events of one category that a sender did not send, and why.
struct DiscardedEvents {
  std::string reason;
  std::string category;
  std::int64_t quantity = 0;
};

// Reads the `discarded_events` of a `client_report` item. Whatever can't be read is left out: a report about
// losses is no reason for another one.
std::vector<DiscardedEvents> read_client_report(std::string_view payload);

}  // namespace headwater::collector
