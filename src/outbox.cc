#include "outbox.h"

#include <utility>

#include "limits.h"

namespace headwater {

std::size_t Outbox::find(bool most_important) const {
  std::size_t found = 0;
  for (std::size_t i = 1; i < waiting_.size(); ++i) {
    const bool lower = waiting_[i].rank < waiting_[found].rank;
    const bool higher = waiting_[i].rank > waiting_[found].rank;
    if (most_important ? lower : higher) found = i;
  }
  return found;
}

void Outbox::put(FinishedTransaction finished, Drops& drops) {
  bytes_ += finished.payload.size();
  waiting_.push_back(std::move(finished));
  while (waiting_.size() > limits::kWaitingEnvelopes || bytes_ > limits::kWaitingBytes) {
    const std::size_t out = find(false);
    bytes_ -= waiting_[out].payload.size();
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(out));
    drops.add(Drop::kQueueOverflow);
  }
}

bool Outbox::take(FinishedTransaction& finished) {
  if (waiting_.empty()) return false;
  const std::size_t out = find(true);
  finished = std::move(waiting_[out]);
  bytes_ -= finished.payload.size();
  waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(out));
  return true;
}

}  // namespace headwater
