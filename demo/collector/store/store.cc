#include "demo/collector/store/store.h"

#include <openssl/sha.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "demo/collector/base/refusal.h"
#include "demo/collector/store/assembly.h"
#include "demo/collector/store/column_bytes.h"
#include "demo/collector/store/schema.h"

namespace headwater::collector {
namespace {

// How many of the oldest envelopes make room at once; as many again, twice as many and so on while it isn't
// enough.
constexpr std::int64_t kRemovedAtFirst = 10;

std::string digest_of(const std::string& bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace

Store::Store(const std::string& file, std::int64_t max_bytes) try : writer_(file), reader_(file) {
  // Before WAL mode, which is written into the file: what is not ours stays as it is.
  check_schema(writer_);
  writer_.run("PRAGMA journal_mode = WAL");
  // In WAL mode NORMAL syncs at checkpoints only: a commit is in the operating system's hands, safe from our
  // death.
  writer_.run("PRAGMA synchronous = NORMAL");
  // Otherwise the log stays as large as it ever was.
  writer_.run("PRAGMA journal_size_limit = 16777216");
  prepare_schema(writer_);
  writer_.run("PRAGMA foreign_keys = ON");
  reader_.run("PRAGMA query_only = ON");
  limit_size(max_bytes);
  load();
} catch (const std::runtime_error& error) {
  throw std::runtime_error("can't use " + file + ": " + error.what());
}

std::int64_t Store::pragma(const char* name) {
  Statement find(writer_, std::string("PRAGMA ") + name);
  find.step();
  return find.integer(0);
}

void Store::limit_size(std::int64_t max_bytes) {
  const std::int64_t pages = std::max<std::int64_t>(max_bytes / pragma("page_size"), 1);
  writer_.run(("PRAGMA max_page_count = " + std::to_string(pages)).c_str());
}

bool Store::is_near_limit(std::size_t bytes) {
  // Rows, each with its ids and its entry in an index, take more than the text that they were read from.
  constexpr std::int64_t kMostRatio = 8;
  constexpr std::int64_t kTablesAndIndexes = 20;  // each may need a page more
  const std::int64_t left = pragma("max_page_count") - pragma("page_count") + pragma("freelist_count");
  return left < kMostRatio * static_cast<std::int64_t>(bytes) / pragma("page_size") + kTablesAndIndexes;
}

bool Store::add(const NewEnvelope& envelope) {
  const std::string digest = digest_of(envelope.raw);
  const std::lock_guard lock(write_mutex_);
  writer_.check_place();
  const std::int64_t most = pragma("max_page_count") * pragma("page_size");
  if (static_cast<std::int64_t>(envelope.raw.size()) >= most)
    throw Refusal(413, "envelope too large", {"the file may have " + std::to_string(most) + " bytes"});
  std::int64_t row = 0;
  const bool added = write_with_room(envelope.raw.size(), [&](Changes& changes) {
    if (known(envelope, digest)) return false;
    row = insert_envelope(envelope, digest);
    if (envelope.transaction) {
      const auto& spans = envelope.transaction->spans;
      const std::int64_t id = insert_transaction(*envelope.transaction, envelope, row,
                                                 static_cast<std::int64_t>(spans.size()), false, changes);
      insert_spans(spans, id);
      adopt(*envelope.transaction, id, changes);
    }
    if (!envelope.loose.empty()) Assembly(*this, envelope, row, changes).run();
    insert_discarded(envelope.discarded, row);
    return true;
  });
  if (!added) return false;
  {
    const std::lock_guard arrived(arrivals_mutex_);
    last_envelope_ = row;
    arrivals_.notify_all();
  }
  // Not the latest that is full: what has just come is what most often gets more.
  for (; (next_segment_ + 2) << kSegmentBits <= next_transaction_; ++next_segment_) {
    try {
      write_segment(next_segment_);
    } catch (const std::runtime_error&) {
      // What came is stored; next time these rows are read one by one.
    }
  }
  return true;
}

bool Store::write_with_room(std::size_t bytes, const std::function<bool(Changes&)>& write) {
  std::int64_t removed = 0;
  for (std::int64_t oldest = 0;; oldest = std::max(kRemovedAtFirst, 2 * oldest)) {
    try {
      Changes changes;
      WriteTransaction transaction(writer_);
      removed = oldest == 0 ? 0
                            : remove("SELECT id FROM envelope ORDER BY id LIMIT ?",
                                     {static_cast<double>(oldest)}, changes);
      if (!write(changes)) return false;
      transaction.commit();
      removed_ += removed;
      apply(changes);
      return true;
    } catch (const DatabaseFull&) {
      // Where it is the disk that is full, removing would free nothing of it.
      if (removed < oldest || !is_near_limit(bytes)) throw;
    }
  }
}

void Store::write_segment(std::int64_t segment) {
  const Columns::Row from = columns_.lower_bound(segment << kSegmentBits);
  const Columns::Row to = columns_.lower_bound((segment + 1) << kSegmentBits);
  if (from == to) return;
  const std::string bytes = bytes_of(columns_, from, to);
  write_with_room(bytes.size(), [&](const Changes& changes) {
    for (const std::int64_t removed : changes.removed) {
      if (removed >> kSegmentBits == segment) return false;
    }
    Statement insert(writer_, "INSERT OR REPLACE INTO txn_columns(segment, bytes) VALUES (?, ?)");
    insert.bind(segment).bind_blob(bytes).run();
    return true;
  });
}

std::int64_t Store::remove(const std::string& choice, const std::vector<double>& values, Changes& changes) {
  const auto bind_all = [&](Statement& statement) {
    for (const double value : values) statement.bind(value);
  };
  Statement find(writer_, "SELECT id FROM txn WHERE NOT pending AND envelope IN (" + choice + ")");
  bind_all(find);
  while (find.step()) changes.removed.push_back(find.integer(0));
  Statement count_lost(writer_,
                       "UPDATE forwarding SET lost = lost + (SELECT count(*) FROM envelope "
                       "WHERE id > forwarding.sent AND id IN (" +
                           choice + "))");
  bind_all(count_lost);
  count_lost.run();
  Statement remove_them(writer_, "DELETE FROM envelope WHERE id IN (" + choice + ")");
  bind_all(remove_them);
  remove_them.run();
  return sqlite3_changes(writer_.handle());
}

std::int64_t Store::remove_before(double received, std::int64_t most,
                                  const std::vector<std::string>& targets) {
  const std::lock_guard lock(write_mutex_);
  writer_.check_place();
  Changes changes;
  WriteTransaction write(writer_);
  std::string choice = "SELECT id FROM envelope WHERE received < ?";
  std::int64_t sent = INT64_MAX;
  for (const std::string& target : targets) {
    Statement find(writer_, "SELECT sent FROM forwarding WHERE target = ?");
    if (find.bind(target).step()) sent = std::min(sent, find.integer(0));
  }
  if (!targets.empty()) choice += " AND id <= " + std::to_string(sent);
  const std::int64_t removed =
      remove(choice + " ORDER BY received LIMIT ?", {received, static_cast<double>(most)}, changes);
  write.commit();
  apply(changes);
  return removed;
}

bool Store::known(const NewEnvelope& envelope, const std::string& digest) {
  if (envelope.transaction) {
    Statement find(writer_, "SELECT 1 FROM txn WHERE event_id = ? AND project = ?");
    return find.bind(envelope.transaction->event_id).bind(envelope.project).step();
  }
  Statement find(writer_,
                 "SELECT 1 FROM envelope WHERE event_id = ? AND digest = ? AND project = ? UNION ALL "
                 "SELECT 1 FROM envelope WHERE event_id = ? AND digest IS NULL AND raw = ?");
  find.bind(envelope.event_id).bind_blob(digest).bind(envelope.project);
  return find.bind(envelope.event_id).bind_blob(envelope.raw).step();
}

std::int64_t Store::insert_envelope(const NewEnvelope& envelope, const std::string& digest) {
  Statement insert(writer_,
                   "INSERT INTO envelope(id, event_id, received, project, sdk, raw, digest, format) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(next_envelope_)
      .bind(envelope.event_id)
      .bind(envelope.received)
      .bind(envelope.project)
      .bind(envelope.sdk);
  insert.bind_blob(envelope.raw).bind_blob(digest).bind(envelope.format).run();
  return next_envelope_++;
}

void Store::insert_discarded(const std::vector<DiscardedEvents>& events, std::int64_t envelope) {
  if (events.empty()) return;
  Statement insert(writer_,
                   "INSERT INTO discarded(envelope, reason, category, quantity) VALUES (?, ?, ?, ?)");
  for (const auto& [reason, category, quantity] : events) {
    insert.bind(envelope).bind(reason).bind(category).bind(quantity).run();
  }
}

void Store::apply(const Changes& changes) {
  {
    const std::lock_guard gate(gate_);
    const std::unique_lock lock(columns_mutex_);
    columns_.remove(changes.removed);
    for (const auto& [summary, tags, measurements, page] : changes.added)
      columns_.add(summary, *tags, *measurements, page);
    for (const auto& [id, count] : changes.span_counts) columns_.set_span_count(id, count);
    for (const auto& [id, measurements] : changes.measurements) columns_.set_measurements(id, measurements);
  }
  if (changes.added.empty()) return;
  const std::lock_guard lock(arrivals_mutex_);
  last_id_ = changes.added.back().summary.row;
  arrivals_.notify_all();
}

void Store::await_after(std::int64_t id, std::chrono::milliseconds most, const std::atomic<bool>& stop) {
  std::unique_lock lock(arrivals_mutex_);
  arrivals_.wait_for(lock, most, [&] { return last_id_ > id || stop; });
}

void Store::await_envelope_after(std::int64_t id, std::chrono::milliseconds most,
                                 const std::atomic<bool>& stop) {
  std::unique_lock lock(arrivals_mutex_);
  arrivals_.wait_for(lock, most, [&] { return last_envelope_ > id || stop; });
}

std::int64_t Store::last_id() {
  const std::lock_guard lock(arrivals_mutex_);
  return last_id_;
}

void Store::wake() {
  const std::lock_guard lock(arrivals_mutex_);
  arrivals_.notify_all();
}

}  // namespace headwater::collector
