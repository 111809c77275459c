// The rows of a transaction: how Store writes them, and fills its columns from them.

#include <algorithm>
#include <unordered_map>

#include "demo/collector/store/column_bytes.h"
#include "demo/collector/store/store.h"

namespace headwater::collector {
namespace {

bool is_follow_up(const TransactionRow& row) {
  return row.op && row.op->size() > 5 && row.op->compare(row.op->size() - 5, 5, ".late") == 0;
}

std::int64_t links_of(const SpanRow& span) {
  const auto links = span.extra.find("links");
  return links != span.extra.end() && links->is_array() ? static_cast<std::int64_t>(links->size()) : 0;
}

}  // namespace

std::int64_t Store::insert_transaction(const TransactionRow& row, const NewEnvelope& envelope,
                                       std::int64_t envelope_row, std::int64_t span_count, bool pending,
                                       Changes& changes) {
  Statement insert(
      writer_,
      "INSERT INTO txn(id, event_id, envelope, project, trace_id, span_id, parent_id, name, op, status, "
      "service, env, "
      "release, user, sample_rate, start, dur, span_count, received, sdk, pending, tags, measurements) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const std::int64_t id = next_transaction_++;
  insert.bind(id).bind(row.event_id).bind(envelope_row).bind(envelope.project);
  insert.bind(row.trace_id).bind(row.span_id).bind(row.parent_id).bind(row.name);
  insert.bind(row.op).bind(row.status).bind(row.service).bind(row.environment).bind(row.release);
  insert.bind(row.user).bind(row.sample_rate).bind(row.start).bind(row.duration).bind(span_count);
  insert.bind(envelope.received).bind(envelope.sdk).bind(std::int64_t{pending});
  insert.bind(to_text(row.tags)).bind(to_text(row.measurements)).run();

  Statement detail(writer_, "INSERT INTO txn_detail(txn, data, body) VALUES (?, ?, ?)");
  detail.bind(id).bind(to_text(row.data)).bind(to_text(row.body)).run();
  if (pending) return id;

  std::optional<std::int64_t> page;
  if (row.parent_id && is_follow_up(row)) {
    Statement find(writer_, "SELECT id FROM txn WHERE trace_id = ? AND span_id = ? AND NOT pending");
    if (find.bind(row.trace_id).bind(*row.parent_id).step()) page = find.integer(0);
  }
  TransactionSummary summary;
  summary.row = id;
  summary.event_id = row.event_id;
  summary.trace_id = row.trace_id;
  summary.span_id = row.span_id;
  summary.parent_id = row.parent_id;
  summary.name = row.name;
  summary.op = row.op;
  summary.status = row.status;
  summary.service = row.service;
  summary.environment = row.environment;
  summary.release = row.release;
  summary.project = envelope.project;
  summary.sdk = envelope.sdk;
  summary.user = row.user;
  summary.sample_rate = row.sample_rate;
  summary.start = row.start;
  summary.duration = row.duration;
  summary.received = envelope.received;
  summary.span_count = span_count;
  changes.added.push_back({std::move(summary), &row.tags, &row.measurements, page});
  return id;
}

void Store::insert_spans(const std::vector<SpanRow>& spans, std::int64_t transaction) {
  if (spans.empty()) return;
  Statement add_span(
      writer_,
      "INSERT INTO span(txn, trace_id, span_id, parent_id, op, descr, status, start, dur, data, tags, "
      "extra, links) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const SpanRow& span : spans) {
    add_span.bind(transaction).bind(span.trace_id).bind(span.span_id).bind(span.parent_id).bind(span.op);
    add_span.bind(span.description).bind(span.status).bind(span.start).bind(span.duration);
    add_span.bind(to_text(span.data)).bind(to_text(span.tags)).bind(to_text(span.extra));
    add_span.bind(links_of(span)).run();
  }
}

void Store::adopt(const TransactionRow& row, std::int64_t transaction, Changes& changes) {
  std::unordered_map<std::string, std::int64_t> pending;
  Statement find(writer_, "SELECT span_id, id FROM txn WHERE trace_id = ? AND pending");
  find.bind(row.trace_id);
  while (find.step()) pending.emplace(find.text(0), find.integer(1));
  if (pending.empty()) return;
  std::int64_t moved = 0;
  const auto take = [&](const std::string& span_id) {
    const auto found = pending.find(span_id);
    if (found == pending.end()) return;
    Statement move(writer_, "UPDATE span SET txn = ? WHERE txn = ?");
    move.bind(transaction).bind(found->second).run();
    moved += sqlite3_changes(writer_.handle());
    Statement remove_it(writer_, "DELETE FROM txn WHERE id = ?");
    remove_it.bind(found->second).run();
    pending.erase(found);
  };
  take(row.span_id);
  for (const SpanRow& span : row.spans) take(span.span_id);
  if (moved == 0) return;
  Statement grow(writer_, "UPDATE txn SET span_count = span_count + ? WHERE id = ?");
  grow.bind(moved).bind(transaction).run();
  changes.span_counts.emplace_back(transaction, static_cast<std::int64_t>(row.spans.size()) + moved);
}

void Store::load() {
  std::vector<std::int64_t> missing;
  std::int64_t segment = 0;  // the first that is not read
  const auto read_rows_before = [&](std::int64_t other) {
    for (const std::int64_t first = segment; segment < other; ++segment) {
      missing.push_back(segment);
      if (segment == first) load_rows(first << kSegmentBits, other << kSegmentBits);
    }
  };
  Statement find(writer_, "SELECT segment, bytes FROM txn_columns WHERE segment >= 0 ORDER BY segment");
  while (find.step()) {
    const auto part = columns_from(find.view(1));
    if (!part || part->ids.empty() || part->ids.front() >> kSegmentBits != find.integer(0) ||
        part->ids.back() >> kSegmentBits != find.integer(0))
      continue;
    read_rows_before(find.integer(0));
    columns_.append(*part, 0, static_cast<Columns::Row>(part->size()));
    ++segment;
  }
  load_rows(segment << kSegmentBits, INT64_MAX);
  columns_.settle();
  last_id_ = columns_.ids.empty() ? 0 : columns_.ids.back();

  Statement largest(
      writer_,
      "SELECT (SELECT ifnull(max(id), 0) FROM txn), max((SELECT ifnull(max(id), 0) FROM envelope), "
      "(SELECT ifnull(max(sent), 0) FROM forwarding))");
  largest.step();
  // Not within a segment that is written.
  next_transaction_ = std::max(largest.integer(0) + 1, segment << kSegmentBits);
  next_envelope_ = largest.integer(1) + 1;
  last_envelope_ = largest.integer(1);

  for (next_segment_ = segment; (next_segment_ + 2) << kSegmentBits <= next_transaction_; ++next_segment_)
    missing.push_back(next_segment_);
  try {
    for (const std::int64_t one : missing) write_segment(one);
  } catch (const DatabaseBusy&) {
    // It will take as long the next time.
  }
}

void Store::load_rows(std::int64_t from, std::int64_t to) {
  Statement find(
      writer_,
      "SELECT id, event_id, trace_id, span_id, parent_id, name, op, status, service, env, release, project, "
      "sdk, start, dur, received, span_count, user, sample_rate, tags, measurements FROM txn "
      "WHERE id >= ? AND id < ? AND NOT pending ORDER BY id");
  find.bind(from).bind(to);
  while (find.step()) {
    TransactionSummary summary;
    summary.row = find.integer(0);
    summary.event_id = find.text(1);
    summary.trace_id = find.text(2);
    summary.span_id = find.text(3);
    summary.parent_id = find.optional_text(4);
    summary.name = find.text(5);
    summary.op = find.optional_text(6);
    summary.status = find.optional_text(7);
    summary.service = find.optional_text(8);
    summary.environment = find.optional_text(9);
    summary.release = find.optional_text(10);
    summary.project = find.text(11);
    summary.sdk = find.optional_text(12);
    summary.start = find.number(13);
    summary.duration = find.number(14);
    summary.received = find.number(15);
    summary.span_count = find.integer(16);
    summary.user = find.optional_text(17);
    summary.sample_rate = find.optional_number(18);
    columns_.add(summary, Json::parse(find.text(19)), Json::parse(find.text(20)));
  }
}

}  // namespace headwater::collector
