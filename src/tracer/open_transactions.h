#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "src/base/vector.h"
#include "src/record/transaction.h"

namespace headwater {

// A span, open or not, and the transaction it is in; both null where there is none. Good until that
// transaction gets another span, or ends.
struct Found {
  Transaction* transaction = nullptr;
  SpanRecord* span = nullptr;
};

// The transactions that have not ended, in the order in which they began to be recorded. They share the
// memory that a page may take (limits::kOpenText).
class OpenTransactions {
 public:
  // Adds a transaction. The reference is good until that is taken.
  Transaction& add(std::unique_ptr<Transaction> transaction);
  // Takes a transaction out, which is no longer open then. It must be one of these.
  std::unique_ptr<Transaction> take(const Transaction& transaction);
  // Drops the interactions in which nothing has happened.
  void drop_empty_interactions();

  // The transaction whose root has that handle; null for none.
  Transaction* get(Handle root) const;
  // The one of the page that is shown; null when it has ended, or has no root of its own.
  Transaction* page() const { return get(page_); }
  // Says which page is shown, by its root, from now on.
  void set_page(Handle root) { page_ = root; }

  // The span of that handle, open or not, looked for in the latest transaction first.
  Found find(Handle handle) const;
  // The latest interaction that began before `end`; null for none.
  Transaction* interaction_before(double end) const;
  // The transaction that ends first when the page is left: the page's own comes last. One must be open.
  Transaction& first_to_end() const;

  // When the first of them ends by itself; kNever if none does.
  double due(const Options& options) const;

  std::size_t size() const { return open_.size(); }
  bool full() const { return size() >= limits::kOpenTransactions; }
  Transaction& operator[](std::size_t i) const { return *open_[i]; }

 private:
  void share_memory();

  Vector<std::unique_ptr<Transaction>> open_;
  Handle page_ = 0;
};

}  // namespace headwater
