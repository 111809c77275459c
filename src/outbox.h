#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "drops.h"

namespace headwater {

// A transaction that is over, ready to be wrapped and sent.
struct FinishedTransaction {
  std::string payload;
  std::string event_id;
  std::string dsc;
  std::uint8_t rank = 0;  // 0 is the most important
};

// Finished transactions until they are taken. Bounded by limits::kWaitingEnvelopes and kWaitingBytes: beyond
// either, the oldest of the least important is dropped and counted.
class Outbox {
 public:
  void put(FinishedTransaction finished, Drops& drops);

  // The oldest of the most important; false when there is none.
  bool take(FinishedTransaction& finished);

 private:
  std::size_t find(bool most_important) const;

  std::vector<FinishedTransaction> waiting_;
  std::size_t bytes_ = 0;
};

}  // namespace headwater
