#pragma once

namespace headwater::collector::samples {

// How collectors made their files before client reports were read, and one transaction as they stored it.
// Never to be changed.
inline constexpr const char* kSchema1 = R"(
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

PRAGMA user_version = 1;
)";

inline constexpr const char* kRows1 = R"(
INSERT INTO envelope VALUES (7, '9ec79c33ec9942ab8353589fcb2e04dc', 1700000100, '42', 'sdk/1', x'7b7d0a00ff');
INSERT INTO txn VALUES (3, '9ec79c33ec9942ab8353589fcb2e04dc', 7, '0af7651916cd43dd8448eb211c80319c',
  'b7ad6b7169203331', NULL, '/old', 'pageload', 'ok', 'shop', 'staging', 'shop@1', 1700000000.5, 0.75, 1,
  '{"plan":"free"}', '{}', '{}', '{"platform":"javascript"}');
INSERT INTO span VALUES (1, 3, '0af7651916cd43dd8448eb211c80319c', '00f067aa0ba902b7', 'b7ad6b7169203331', 'mark',
  'old span', NULL, 1700000000.75, NULL, '{}', '{}', '{}');
INSERT INTO tag VALUES (3, 'plan', 'free');
)";

}  // namespace headwater::collector::samples
