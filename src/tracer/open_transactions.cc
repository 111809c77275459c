#include "src/tracer/open_transactions.h"

#include <algorithm>
#include <utility>

namespace headwater {

Transaction& OpenTransactions::add(std::unique_ptr<Transaction> transaction) {
  open_.push_back(std::move(transaction));
  share_memory();
  return *open_.back();
}

std::unique_ptr<Transaction> OpenTransactions::take(const Transaction& transaction) {
  std::size_t place = 0;
  while (open_[place].get() != &transaction) ++place;
  std::unique_ptr<Transaction> taken = std::move(open_[place]);
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(place));
  share_memory();
  return taken;
}

void OpenTransactions::drop_empty_interactions() {
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (open_[i]->is_empty_interaction()) take(*open_[i]);
  }
}

Transaction* OpenTransactions::get(Handle root) const {
  for (const auto& transaction : open_) {
    if (transaction->handle() == root) return transaction.get();
  }
  return nullptr;
}

Found OpenTransactions::find(Handle handle) const {
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (SpanRecord* span = open_[i]->spans.find(handle)) return {open_[i].get(), span};
  }
  return {};
}

Transaction* OpenTransactions::interaction_before(double end) const {
  Transaction* latest = nullptr;
  for (const auto& open : open_) {
    if (open->context.kind == TransactionKind::kInteraction && open->spans.root().start < end)
      latest = open.get();
  }
  return latest;
}

Transaction& OpenTransactions::first_to_end() const {
  for (const auto& open : open_) {
    if (open->handle() != page_) return *open;
  }
  return *open_.front();
}

double OpenTransactions::due(const Options& options) const {
  double due = kNever;
  for (const auto& transaction : open_) {
    if (transaction->ends_by_itself()) due = std::min(due, transaction->idle.deadline(options).time);
  }
  return due;
}

void OpenTransactions::share_memory() {
  for (const auto& open : open_) open->spans.share(open_.size());
}

}  // namespace headwater
