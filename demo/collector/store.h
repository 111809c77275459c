#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client_report_reader.h"
#include "database.h"
#include "transaction.h"

namespace headwater::collector {

// One line of the list of transactions.
struct TransactionSummary {
  std::int64_t row = 0;
  std::string event_id;
  std::string trace_id;
  std::string span_id;
  std::optional<std::string> parent_id;
  std::string name;
  std::optional<std::string> op;
  std::optional<std::string> status;
  std::optional<std::string> service;
  std::optional<std::string> environment;
  std::optional<std::string> release;
  std::string project;
  std::optional<std::string> sdk;
  double start = 0;
  double duration = 0;
  double received = 0;
  std::int64_t span_count = 0;
};

// A transaction with all that is known of it. `summary.row` names it within the store.
struct StoredTransaction {
  TransactionSummary summary;
  Json tags;
  Json measurements;
  Json data;
  Json body;
  std::vector<SpanRow> spans;
};

// Which transactions to list. Conditions that are set must all hold.
struct TransactionQuery {
  // Columns that must equal a value. Keys: name, op, status, trace_id, span_id, parent_span_id, project,
  // release, environment, service. Any other throws std::invalid_argument.
  std::vector<std::pair<std::string, std::string>> equals;
  std::vector<std::pair<std::string, std::string>> tags;
  std::optional<std::string> name_contains;  // upper and lower case of ASCII letters are equal
  std::optional<double> before;              // only what started earlier…
  std::optional<std::int64_t> before_row;  // …or at `before` in an earlier row: goes on where a page ended
  std::int64_t limit = 100;
};

// All events of a kind that the senders of a project did not send.
struct DiscardedTotal {
  std::string project;
  DiscardedEvents events;
};

// An envelope and what was read from it.
struct NewEnvelope {
  std::string event_id;
  double received = 0;
  std::string project;
  std::optional<std::string> sdk;
  std::string raw;
  std::optional<TransactionRow> transaction;
  std::vector<DiscardedEvents> discarded;
};

// Pages of any origin may send, and none of them may fill the disk.
inline constexpr std::int64_t kMaxFileBytes = std::int64_t{4} << 30;

// The collector's memory: an SQLite file (schema.h) in WAL mode, so that reading never waits for writing.
// Safe to use from any thread. Failures of the file throw std::runtime_error.
class Store {
 public:
  // Opens or creates the file; throws std::runtime_error naming it when it can't be used; one of a
  // newer collector, or with something else in it, stays as it is. It must be a real file: reading and
  // writing have a connection each. It does not grow beyond `max_bytes`, apart from the log beside it: then
  // what came first makes room for what comes.
  explicit Store(const std::string& file, std::int64_t max_bytes = kMaxFileBytes);

  // Keeps the envelope and all rows read from it, or nothing of it. When this returns, a kill of the process
  // loses nothing (a power cut may lose the latest). False: it was there already, namely a transaction of the
  // same event id, or, for envelopes without one, the same bytes under the same event id.
  // Throws Refusal 413 if the file may not become as large as the envelope is.
  bool add(const NewEnvelope& envelope);

  // Newest start first; of equal starts the one that came last first. Texts of a summary longer than 1000
  // bytes end in "…".
  std::vector<TransactionSummary> list(const TransactionQuery& query);

  // All transactions of a trace with their spans, earliest start first; empty if none is known. Throws
  // Refusal 413 when there is too much of it to be shown as a whole.
  std::vector<StoredTransaction> trace(const std::string& trace_id);

  // The bytes of the envelope with this event id: the one with the transaction if there are several, else the
  // first.
  std::optional<std::string> raw_envelope(const std::string& event_id);

  // What client reports add up to, most first; the first 1000 kinds.
  std::vector<DiscardedTotal> discarded();

  // How many envelopes have made room for later ones since the file was opened.
  std::int64_t removed() const { return removed_; }

  // Throws if the file can't be read.
  void check();

 private:
  void limit_size(std::int64_t max_bytes);
  std::int64_t pragma(const char* name);
  // Whether that many bytes and the rows read from them may be more than the file can still take.
  bool is_near_limit(std::size_t bytes);
  // Answers how many there were, at most `count`.
  std::int64_t remove_oldest(std::int64_t count);
  bool known(const NewEnvelope& envelope, const std::string& digest);
  std::int64_t insert_envelope(const NewEnvelope& envelope, const std::string& digest);
  void insert_transaction(const TransactionRow& row, std::int64_t envelope);
  void insert_discarded(const std::vector<DiscardedEvents>& events, std::int64_t envelope);

  std::atomic<std::int64_t> removed_ = 0;
  std::mutex write_mutex_;
  Database writer_;
  std::mutex read_mutex_;
  Database reader_;
};

}  // namespace headwater::collector
