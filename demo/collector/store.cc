#include "store.h"

#include <openssl/sha.h>

#include <algorithm>
#include <stdexcept>

#include "refusal.h"
#include "schema.h"

namespace headwater::collector {
namespace {

constexpr std::int64_t kRemovedAtFirst = 32;

// What tells envelopes apart: comparing each with all that came under the same event id takes longer the more
// there are.
std::string digest_of(std::string_view bytes) {
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
  writer_.run("PRAGMA foreign_keys = ON");
  prepare_schema(writer_);
  reader_.run("PRAGMA query_only = ON");
  limit_size(max_bytes);
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
  const std::int64_t most = pragma("max_page_count") * pragma("page_size");
  if (static_cast<std::int64_t>(envelope.raw.size()) >= most)
    throw Refusal(413, "envelope too large", {"the file may have " + std::to_string(most) + " bytes"});
  std::int64_t removed = 0;
  for (std::int64_t oldest = 0;; oldest = std::max(kRemovedAtFirst, 2 * oldest)) {
    try {
      WriteTransaction write(writer_);
      if (known(envelope, digest)) return false;
      removed = remove_oldest(oldest);
      const std::int64_t row = insert_envelope(envelope, digest);
      if (envelope.transaction) insert_transaction(*envelope.transaction, row);
      insert_discarded(envelope.discarded, row);
      write.commit();
      removed_ += removed;
      return true;
    } catch (const DatabaseFull&) {
      // Where it is the disk that is full, removing would free nothing of it.
      if (removed < oldest || !is_near_limit(envelope.raw.size())) throw;
    }
  }
}

std::int64_t Store::remove_oldest(std::int64_t count) {
  if (count == 0) return 0;
  Statement remove(writer_, "DELETE FROM envelope WHERE id IN (SELECT id FROM envelope ORDER BY id LIMIT ?)");
  remove.bind(count).run();
  return sqlite3_changes(writer_.handle());
}

bool Store::known(const NewEnvelope& envelope, const std::string& digest) {
  if (envelope.transaction) {
    Statement find(writer_, "SELECT 1 FROM txn WHERE event_id = ?");
    return find.bind(envelope.transaction->event_id).step();
  }
  Statement find(writer_,
                 "SELECT 1 FROM envelope WHERE event_id = ? AND digest = ? UNION ALL "
                 "SELECT 1 FROM envelope WHERE event_id = ? AND digest IS NULL AND raw = ?");
  find.bind(envelope.event_id).bind_blob(digest);
  return find.bind(envelope.event_id).bind_blob(envelope.raw).step();
}

std::int64_t Store::insert_envelope(const NewEnvelope& envelope, const std::string& digest) {
  Statement insert(
      writer_,
      "INSERT INTO envelope(event_id, received, project, sdk, raw, digest) VALUES (?, ?, ?, ?, ?, ?)");
  insert.bind(envelope.event_id).bind(envelope.received).bind(envelope.project).bind(envelope.sdk);
  insert.bind_blob(envelope.raw).bind_blob(digest).run();
  return writer_.last_row_id();
}

void Store::insert_transaction(const TransactionRow& row, std::int64_t envelope) {
  Statement insert(
      writer_,
      "INSERT INTO txn(event_id, envelope, trace_id, span_id, parent_id, name, op, status, service, env, "
      "release, start, dur, span_count, tags, measurements, data, body) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(row.event_id)
      .bind(envelope)
      .bind(row.trace_id)
      .bind(row.span_id)
      .bind(row.parent_id)
      .bind(row.name);
  insert.bind(row.op).bind(row.status).bind(row.service).bind(row.environment).bind(row.release);
  insert.bind(row.start).bind(row.duration).bind(static_cast<std::int64_t>(row.spans.size()));
  insert.bind(to_text(row.tags))
      .bind(to_text(row.measurements))
      .bind(to_text(row.data))
      .bind(to_text(row.body))
      .run();
  const std::int64_t id = writer_.last_row_id();

  Statement add_tag(writer_, "INSERT INTO tag(txn, key, value) VALUES (?, ?, ?)");
  for (const auto& [key, value] : row.tags.items())
    add_tag.bind(id).bind(key).bind(value.get<std::string>()).run();

  Statement add_span(
      writer_,
      "INSERT INTO span(txn, trace_id, span_id, parent_id, op, descr, status, start, dur, data, tags, "
      "extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const SpanRow& span : row.spans) {
    add_span.bind(id).bind(span.trace_id).bind(span.span_id).bind(span.parent_id).bind(span.op);
    add_span.bind(span.description).bind(span.status).bind(span.start).bind(span.duration);
    add_span.bind(to_text(span.data)).bind(to_text(span.tags)).bind(to_text(span.extra)).run();
  }
}

void Store::insert_discarded(const std::vector<DiscardedEvents>& events, std::int64_t envelope) {
  Statement insert(writer_,
                   "INSERT INTO discarded(envelope, reason, category, quantity) VALUES (?, ?, ?, ?)");
  for (const auto& [reason, category, quantity] : events) {
    insert.bind(envelope).bind(reason).bind(category).bind(quantity).run();
  }
}

}  // namespace headwater::collector
