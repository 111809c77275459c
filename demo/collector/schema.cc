#include "schema.h"

#include <stdexcept>
#include <string>

namespace headwater::collector {
namespace {

constexpr std::int64_t kVersion = 3;  // is_ours() knows the tables of each

constexpr const char* kTables = R"(
CREATE TABLE envelope (
  id INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,  -- made up when the sender gave none; several envelopes may share it, as replays do
  received REAL NOT NULL,  -- by the collector's clock
  project TEXT NOT NULL,
  sdk TEXT,                -- name/version
  raw BLOB NOT NULL        -- exactly as sent, but decompressed
);
CREATE INDEX envelope_event_id ON envelope(event_id);

CREATE TABLE txn (
  id INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  envelope INTEGER NOT NULL REFERENCES envelope(id) ON DELETE CASCADE,
  trace_id TEXT NOT NULL,
  span_id TEXT NOT NULL,
  parent_id TEXT,
  name TEXT NOT NULL,
  op TEXT,
  status TEXT,
  service TEXT,
  env TEXT,
  release TEXT,
  start REAL NOT NULL,
  dur REAL NOT NULL,
  span_count INTEGER NOT NULL,
  tags TEXT NOT NULL,
  measurements TEXT NOT NULL,
  data TEXT NOT NULL,
  body TEXT NOT NULL       -- the payload without its spans
);
CREATE INDEX txn_envelope ON txn(envelope);
CREATE INDEX txn_trace_id ON txn(trace_id);
CREATE INDEX txn_start ON txn(start);
CREATE INDEX txn_name_start ON txn(name, start);
CREATE INDEX txn_parent_id ON txn(parent_id);
CREATE INDEX txn_span_id ON txn(span_id);

CREATE TABLE span (
  id INTEGER PRIMARY KEY,  -- in the order of the payload
  txn INTEGER NOT NULL REFERENCES txn(id) ON DELETE CASCADE,
  trace_id TEXT NOT NULL,
  span_id TEXT NOT NULL,
  parent_id TEXT,
  op TEXT,
  descr TEXT,
  status TEXT,
  start REAL NOT NULL,
  dur REAL,                -- NULL: never finished
  data TEXT NOT NULL,
  tags TEXT NOT NULL,
  extra TEXT NOT NULL      -- the members that have no column
);
-- No index by span id: ids are random, so it would be two thirds of all that is written. A trace joins its own spans.
CREATE INDEX span_txn ON span(txn);

CREATE TABLE tag (
  txn INTEGER NOT NULL REFERENCES txn(id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (txn, key)
) WITHOUT ROWID;
CREATE INDEX tag_key_value ON tag(key, value);
)";

constexpr const char* kTablesSince2 = R"(
CREATE TABLE discarded (   -- what senders say they did not send
  envelope INTEGER NOT NULL REFERENCES envelope(id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  category TEXT NOT NULL,
  quantity INTEGER NOT NULL
);
CREATE INDEX discarded_envelope ON discarded(envelope);
)";

constexpr const char* kColumnsSince3 = R"(
ALTER TABLE envelope ADD COLUMN digest BLOB;  -- SHA-256 of raw; NULL in rows of older collectors
DROP INDEX envelope_event_id;
CREATE INDEX envelope_event_id_digest ON envelope(event_id, digest);

PRAGMA user_version = 3;
)";

std::int64_t number_from(Database& database, const char* sql) {
  Statement find(database, sql);
  find.step();
  return find.integer(0);
}

// Other programs number their files too: only beside the tables does a number mean what it means here. Tables
// that somebody added are no reason to refuse.
bool is_ours(Database& database, std::int64_t version) {
  switch (version) {
    case 0:
      return number_from(database, "SELECT count(*) FROM sqlite_master") == 0;
    case 1:
      return number_from(database,
                         "SELECT count(*) FROM sqlite_master WHERE type = 'table' "
                         "AND name IN ('envelope', 'txn', 'span', 'tag')") == 4;
    case 2:
    case 3:
      return number_from(database,
                         "SELECT count(*) FROM sqlite_master WHERE type = 'table' "
                         "AND name IN ('envelope', 'txn', 'span', 'tag', 'discarded')") == 5;
    default:
      return false;
  }
}

std::int64_t checked_version(Database& database) {
  const std::int64_t version = number_from(database, "PRAGMA user_version");
  if (version > kVersion) {
    throw std::runtime_error("it has schema version " + std::to_string(version) + ", this collector knows " +
                             std::to_string(kVersion));
  }
  if (!is_ours(database, version))
    throw std::runtime_error("it holds something else than a collector's tables");
  return version;
}

}  // namespace

void check_schema(Database& database) { checked_version(database); }

void prepare_schema(Database& database) {
  WriteTransaction write(database);
  const std::int64_t version = checked_version(database);
  if (version < 1) database.run(kTables);
  if (version < 2) database.run(kTablesSince2);
  if (version < 3) database.run(kColumnsSince3);
  write.commit();
}

}  // namespace headwater::collector
