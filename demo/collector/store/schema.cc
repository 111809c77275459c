#include "demo/collector/store/schema.h"

#include <stdexcept>
#include <string>

namespace headwater::collector {
namespace {

constexpr std::int64_t kVersion = 5;  // is_ours() knows the tables of each

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

// Queries are answered from columns in memory (columns.h), which are filled from `txn` when the file is
// opened: so it holds what they need and little else, and it has no indexes but those that one trace and one
// transaction are found by. What is shown of a single one stands in
// `txn_detail`.
constexpr const char* kTablesSince4 = R"(
ALTER TABLE envelope ADD COLUMN format TEXT NOT NULL DEFAULT 'envelope';  -- or otlp-json, otlp-protobuf
CREATE INDEX envelope_received ON envelope(received);

CREATE TABLE txn_4 (
  id INTEGER PRIMARY KEY,  -- ascends with the time of arrival, of the root where spans come one by one
  event_id TEXT NOT NULL,  -- made from trace and span id where the sender has none
  envelope INTEGER NOT NULL REFERENCES envelope(id) ON DELETE CASCADE,
  project TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  span_id TEXT NOT NULL,
  parent_id TEXT,
  name TEXT NOT NULL,
  op TEXT,
  status TEXT,
  service TEXT,
  env TEXT,
  release TEXT,
  user TEXT,               -- what tells users apart
  sample_rate REAL,        -- NULL: not told
  start REAL NOT NULL,
  dur REAL NOT NULL,
  span_count INTEGER NOT NULL,
  received REAL NOT NULL,
  sdk TEXT,
  pending INTEGER NOT NULL,  -- 1: only spans of it have come, not its root; queries leave it out
  tags TEXT NOT NULL,
  measurements TEXT NOT NULL,
  UNIQUE (event_id, project)
);
CREATE TABLE txn_detail (
  txn INTEGER PRIMARY KEY REFERENCES txn(id) ON DELETE CASCADE,
  data TEXT NOT NULL,
  body TEXT NOT NULL       -- the payload without its spans
);
INSERT INTO txn_4 SELECT t.id, t.event_id, t.envelope, e.project, t.trace_id, t.span_id, t.parent_id, t.name, t.op,
  t.status, t.service, t.env, t.release, NULL, NULL, t.start, t.dur, t.span_count, e.received, e.sdk, 0, t.tags,
  t.measurements FROM txn t JOIN envelope e ON e.id = t.envelope;
INSERT INTO txn_detail SELECT id, data, body FROM txn;
DROP TABLE txn;
ALTER TABLE txn_4 RENAME TO txn;
CREATE INDEX txn_envelope ON txn(envelope);
CREATE INDEX txn_trace_id ON txn(trace_id);

ALTER TABLE span ADD COLUMN links INTEGER NOT NULL DEFAULT 0;  -- how many its `extra` holds
DROP TABLE tag;
CREATE VIEW tag AS SELECT txn.id AS txn, json_each.key, json_each.value FROM txn, json_each(txn.tags);

CREATE TABLE forwarding (  -- what goes on to other receivers: the table envelope is the queue
  target TEXT PRIMARY KEY,
  sent INTEGER NOT NULL,     -- all envelopes up to this id are done with
  refused INTEGER NOT NULL,  -- how many of them the receiver did not want
  lost INTEGER NOT NULL      -- how many were removed before they could be sent
);

PRAGMA user_version = 4;
)";

// A million rows of `txn` take ten seconds to be read. So their columns stand here too, as they are in
// memory, of 2048 ids at a time (kSegmentBits of store.h); the latest ids have no such row yet. A row that is
// no longer true of its transactions goes, whoever changes them; it is made anew when the file is next
// opened.
constexpr const char* kTablesSince5 = R"(
CREATE TABLE txn_columns (
  segment INTEGER PRIMARY KEY,  -- of the ids from segment << 11 on
  bytes BLOB NOT NULL           -- for this collector alone
);
CREATE TRIGGER txn_changed AFTER UPDATE ON txn WHEN NOT old.pending
  BEGIN DELETE FROM txn_columns WHERE segment = old.id >> 11; END;
CREATE TRIGGER txn_removed AFTER DELETE ON txn WHEN NOT old.pending
  BEGIN DELETE FROM txn_columns WHERE segment = old.id >> 11; END;

PRAGMA user_version = 5;
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
    case 4:
      return number_from(database,
                         "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN "
                         "('envelope', 'txn', 'txn_detail', 'span', 'discarded', 'forwarding')") == 6;
    case 5:
      return number_from(database,
                         "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('envelope', "
                         "'txn', 'txn_detail', 'txn_columns', 'span', 'discarded', 'forwarding')") == 7;
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
  if (version < 4) database.run(kTablesSince4);
  if (version < 5) database.run(kTablesSince5);
  write.commit();
}

}  // namespace headwater::collector
