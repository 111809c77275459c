#include "src/tracer/open_transactions.h"

#include <gtest/gtest.h>

#include <string>

namespace headwater {
namespace {

class OpenTransactionsTest : public ::testing::Test {
 protected:
  Transaction& add(Handle handle, TransactionKind kind = TransactionKind::kManual, double start = 0) {
    TransactionContext context;
    context.kind = kind;
    return open_.add(std::make_unique<Transaction>(context, handle, start, start, drops_));
  }

  Drops drops_;
  OpenTransactions open_;
};

TEST_F(OpenTransactionsTest, AreFoundByTheirRoot) {
  Transaction& first = add(1);
  Transaction& second = add(2);
  EXPECT_EQ(open_.get(1), &first);
  EXPECT_EQ(open_.get(2), &second);
  EXPECT_EQ(open_.get(3), nullptr);
  EXPECT_EQ(open_.get(0), nullptr);
  EXPECT_EQ(open_.take(first)->handle(), 1u);
  EXPECT_EQ(open_.get(1), nullptr);
  EXPECT_EQ(open_.size(), 1u);
}

TEST_F(OpenTransactionsTest, ASpanIsFoundInWhicheverItIs) {
  Transaction& first = add(1);
  add(2);
  first.start_span(7, 0, 0, 0, "op", "", "manual");
  EXPECT_EQ(open_.find(7).transaction, &first);
  EXPECT_EQ(open_.find(7).span->handle, 7u);
  EXPECT_EQ(open_.find(2).span, &open_.get(2)->spans.root());
  EXPECT_EQ(open_.find(8).transaction, nullptr);
}

TEST_F(OpenTransactionsTest, ThatOfThePageEndsLast) {
  EXPECT_EQ(open_.page(), nullptr);
  Transaction& page = add(1, TransactionKind::kPageload);
  Transaction& job = add(2);
  open_.set_page(1);
  EXPECT_EQ(open_.page(), &page);
  EXPECT_EQ(&open_.first_to_end(), &job);
  open_.take(job);
  EXPECT_EQ(&open_.first_to_end(), &page);
  open_.take(page);
  EXPECT_EQ(open_.page(), nullptr);
}

TEST_F(OpenTransactionsTest, ShareTheMemoryOfAPage) {
  Transaction& first = add(1);
  const std::size_t alone = first.spans.most_text();
  EXPECT_EQ(alone, limits::kTransactionText);
  for (Handle handle = 2; handle <= limits::kOpenTransactions; ++handle) add(handle);
  EXPECT_TRUE(open_.full());
  EXPECT_LE(first.spans.most_text() * open_.size(), limits::kOpenText);
  while (open_.size() > 1) open_.take(open_[1]);
  EXPECT_EQ(first.spans.most_text(), alone);
}

TEST_F(OpenTransactionsTest, AreDueWhenTheFirstThatEndsByItselfIs) {
  const Options options;
  add(1);
  EXPECT_EQ(open_.due(options), kNever) << "what the page ends is never due";
  add(2, TransactionKind::kNavigation, 500);
  add(3, TransactionKind::kNavigation, 200);
  EXPECT_EQ(open_.due(options), 200 + options.idle_timeout);
}

TEST_F(OpenTransactionsTest, AnInteractionIsTheLatestBeforeATime) {
  add(1, TransactionKind::kInteraction, 100);
  add(2, TransactionKind::kInteraction, 200);
  add(3, TransactionKind::kManual, 250);
  EXPECT_EQ(open_.interaction_before(100), nullptr);
  EXPECT_EQ(open_.interaction_before(150)->handle(), 1u);
  EXPECT_EQ(open_.interaction_before(300)->handle(), 2u);
  open_.get(2)->start_span(9, 0, 210, 210, "op", "", "manual");
  open_.drop_empty_interactions();
  EXPECT_EQ(open_.get(1), nullptr);
  EXPECT_NE(open_.get(2), nullptr);
  EXPECT_NE(open_.get(3), nullptr);
}

}  // namespace
}  // namespace headwater
