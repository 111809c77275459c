#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "demo/collector/store/columns.h"
#include "demo/collector/store/database.h"
#include "demo/collector/store/rows.h"

namespace headwater::collector {

// A transaction with all that is known of it. `summary.row` names it within the store.
struct StoredTransaction {
  TransactionSummary summary;
  bool pending = false;  // its root has not come
  Json tags;
  Json measurements;
  Json data;
  Json body;
  std::vector<SpanRow> spans;
};

// All events of a kind that the senders of a project did not send.
struct DiscardedTotal {
  std::string project;
  DiscardedEvents events;
};

// How the bytes of an envelope are to be read.
inline constexpr const char* kEnvelopeFormat = "envelope";
inline constexpr const char* kOtlpJsonFormat = "otlp-json";
inline constexpr const char* kOtlpProtobufFormat = "otlp-protobuf";

// An envelope, or another request with traces, and what was read from it.
struct NewEnvelope {
  std::string event_id;
  double received = 0;
  std::string project;
  std::optional<std::string> sdk;
  std::string raw;
  std::optional<TransactionRow> transaction;
  std::vector<DiscardedEvents> discarded;
  std::vector<LooseSpan> loose = {};
  std::string format = kEnvelopeFormat;
};

struct RawEnvelope {
  std::int64_t id = 0;
  double received = 0;  // seconds since 1970
  std::string event_id;
  std::string project;
  std::string format;
  std::string bytes;
};

// What has become of the envelopes that go on to another receiver.
struct Forwarded {
  std::int64_t sent = 0;  // the id of the last that is done with
  std::int64_t refused = 0;
  std::int64_t lost = 0;
};

// A span without what only a look at a single one needs. Texts are valid until the next.
struct SpanLine {
  std::string_view span_id;
  std::optional<std::string_view> parent_id;
  std::optional<std::string_view> op;
  std::optional<std::string_view> description;
  std::optional<std::string_view> status;
  double start = 0;  // seconds since 1970
  std::optional<double> duration;
  std::int64_t links = 0;
};

// Columns are kept beside the rows for so many ids at a time: 2 to the power of this.
inline constexpr int kSegmentBits = 11;

// Pages of any origin may send, and none of them may fill the disk.
inline constexpr std::int64_t kMaxFileBytes = std::int64_t{4} << 30;

// The collector's memory: an SQLite file (schema.h) in WAL mode, so that reading never waits for writing, and
// columns of its transactions (columns.h). Safe to use from any thread. Failures of the file throw
// std::runtime_error.
class Store {
 public:
  // Opens or creates the file; throws std::runtime_error naming it when it can't be used; one of a
  // newer collector, or with something else in it, stays as it is. It must be a real file: reading and
  // writing have a connection each. It does not grow beyond `max_bytes`, apart from the log beside it: then
  // what came first makes room for what comes.
  explicit Store(const std::string& file, std::int64_t max_bytes = kMaxFileBytes);

  // Keeps the envelope and all rows read from it, or nothing of it. When this returns, a kill of the process
  // loses nothing (a power cut may lose the latest). False: it was there already, namely a transaction of the
  // same event id and project, or, for envelopes without one, the same bytes under the same event id.
  // Spans that come one by one join their transaction, whichever of them comes first; one that is there
  // already is left out. Throws Refusal 413 if the file may not become as large as the envelope is.
  bool add(const NewEnvelope& envelope);

  // Removes envelopes received before that moment, at most `most` of them, those first that came first. Not
  // those that a receiver of `targets` has still to get. Answers how many.
  std::int64_t remove_before(double received, std::int64_t most, const std::vector<std::string>& targets);

  // The columns, which stay as they are until the lock is gone.
  class Reading {
   public:
    const Columns& columns;

   private:
    friend class Store;
    explicit Reading(Store& store) : columns(store.columns_), lock_(store.columns_mutex_) {}
    std::shared_lock<std::shared_mutex> lock_;
  };
  Reading read() {
    const std::lock_guard gate(gate_);
    return Reading(*this);
  }

  // Waits until there are transactions with larger ids than `id`, but not longer than `most`, nor when `stop`
  // is set, which takes a wake().
  void await_after(std::int64_t id, std::chrono::milliseconds most, const std::atomic<bool>& stop);
  // The largest id there is.
  std::int64_t last_id();
  // The same for envelopes.
  void await_envelope_after(std::int64_t id, std::chrono::milliseconds most, const std::atomic<bool>& stop);
  void wake();

  // The transactions of a trace, earliest start first, each followed by its spans in the order in which they
  // came. False if none is known. Throws Refusal 413 when there is too much of it to be shown as a whole.
  bool read_trace(const std::string& trace_id,
                  const std::function<void(const StoredTransaction&)>& transaction,
                  const std::function<void(const SpanLine&)>& span);

  // A transaction without its spans; of several projects the first, unless one is asked for.
  std::optional<StoredTransaction> transaction(const std::string& event_id,
                                               const std::optional<std::string>& project);
  // Those spans of a transaction that have one of these ids.
  std::vector<SpanRow> spans(std::int64_t transaction, const std::vector<std::string>& span_ids);

  // The bytes in which the transaction with this event id came, or else the first envelope of this event id.
  std::optional<RawEnvelope> raw_envelope(const std::string& event_id);

  // The first envelope behind that one.
  std::optional<RawEnvelope> envelope_after(std::int64_t id);
  // What is known of a receiver. One that is new gets what comes from now on.
  Forwarded forwarded(const std::string& target);
  void set_forwarded(const std::string& target, const Forwarded& forwarded);

  // What client reports add up to, most first; the first 1000 kinds.
  std::vector<DiscardedTotal> discarded();

  // How many envelopes have made room for later ones since the file was opened.
  std::int64_t removed() const { return removed_; }

  // Throws if the file can't be read.
  void check();

 private:
  // What the columns have to learn once it is committed.
  struct Added {
    TransactionSummary summary;
    const Json* tags;
    const Json* measurements;
    std::optional<std::int64_t> page;
  };
  struct Changes {
    std::vector<std::int64_t> removed;
    std::vector<Added> added;
    std::vector<std::pair<std::int64_t, std::int64_t>> span_counts;
    std::vector<std::pair<std::int64_t, Json>> measurements;
  };
  class Assembly;

  void load();
  void load_rows(std::int64_t from, std::int64_t to);
  // Writes the columns of a segment beside its rows.
  void write_segment(std::int64_t segment);
  void limit_size(std::int64_t max_bytes);
  std::int64_t pragma(const char* name);
  // Whether that many bytes and the rows read from them may be more than the file can still take.
  bool is_near_limit(std::size_t bytes);
  // Lets `write` write in a transaction, `bytes` or a multiple of them; where the file has no room for that,
  // once more with some of the oldest envelopes removed, then with twice as many and so on. False: write()
  // said so, and nothing is written.
  bool write_with_room(std::size_t bytes, const std::function<bool(Changes&)>& write);
  // Removes envelopes that `choice` selects, an SQL text with one parameter for each of `values`. Answers how
  // many.
  std::int64_t remove(const std::string& choice, const std::vector<double>& values, Changes& changes);
  bool known(const NewEnvelope& envelope, const std::string& digest);
  std::int64_t insert_envelope(const NewEnvelope& envelope, const std::string& digest);
  std::int64_t insert_transaction(const TransactionRow& row, const NewEnvelope& envelope,
                                  std::int64_t envelope_row, std::int64_t span_count, bool pending,
                                  Changes& changes);
  void insert_spans(const std::vector<SpanRow>& spans, std::int64_t transaction);
  // Gives spans that came before their transaction to it.
  void adopt(const TransactionRow& row, std::int64_t transaction, Changes& changes);
  void insert_discarded(const std::vector<DiscardedEvents>& events, std::int64_t envelope);
  void apply(const Changes& changes);

  std::atomic<std::int64_t> removed_ = 0;
  std::mutex write_mutex_;
  Database writer_;
  std::mutex read_mutex_;
  Database reader_;
  // Held by who waits for columns_mutex_: otherwise readers that come one upon the other would keep out who
  // writes.
  std::mutex gate_;
  std::shared_mutex columns_mutex_;
  Columns columns_;
  std::mutex arrivals_mutex_;
  std::condition_variable arrivals_;
  std::int64_t last_id_ = 0;  // guarded by arrivals_mutex_, as the next
  std::int64_t last_envelope_ = 0;
  // Never given again, also when the rows are gone: columns are in the order of ids, and receivers are sent
  // what comes behind the last that they got. Guarded by write_mutex_.
  std::int64_t next_envelope_ = 1;
  std::int64_t next_transaction_ = 1;
  std::int64_t next_segment_ = 0;  // guarded by write_mutex_
};

}  // namespace headwater::collector
