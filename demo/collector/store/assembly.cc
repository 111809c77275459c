#include "demo/collector/store/assembly.h"

#include <map>
#include <set>

#include "demo/collector/base/hex_id.h"

namespace headwater::collector {

void Store::Assembly::run() {
  std::map<std::string, std::vector<const LooseSpan*>> traces;
  for (const LooseSpan& loose : envelope_.loose) traces[loose.span.trace_id].push_back(&loose);
  for (const auto& [id, arrived] : traces) assemble(arrived);
}

void Store::Assembly::assemble(const std::vector<const LooseSpan*>& arrived) {
  Trace trace;
  load(trace, arrived.front()->span.trace_id);
  for (const LooseSpan* loose : arrived) {
    const std::string& id = loose->span.span_id;
    const auto root = trace.roots.find(id);
    // A sender that got no answer sends it again.
    if (trace.spans.contains(id) || (root != trace.roots.end() && !root->second.pending)) continue;
    trace.arriving.emplace(id, loose);
  }
  for (const LooseSpan* loose : arrived) {
    const auto found = trace.arriving.find(loose->span.span_id);
    if (!loose->root || found == trace.arriving.end() || found->second != loose) continue;
    trace.arriving.erase(found);
    add_root(trace, *loose);
  }
  for (const LooseSpan* loose : arrived) {
    // Parents before their children.
    std::vector<const LooseSpan*> chain;
    for (auto next = trace.arriving.find(loose->span.span_id); next != trace.arriving.end();
         next = trace.arriving.find(chain.back()->span.parent_id.value_or(""))) {
      chain.push_back(next->second);
      trace.arriving.erase(next);
    }
    for (; !chain.empty(); chain.pop_back()) add_span(trace, *chain.back());
  }
  for (const auto& [transaction, count] : trace.added) {
    Statement grow(
        store_.writer_,
        "UPDATE txn SET span_count = span_count + ?, "
        "start = CASE pending WHEN 1 THEN (SELECT min(start) FROM span WHERE txn = txn.id) ELSE start END, "
        "dur = CASE pending WHEN 1 THEN (SELECT max(start + ifnull(dur, 0)) - min(start) FROM span WHERE "
        "txn = txn.id) ELSE dur END WHERE id = ? RETURNING span_count, measurements");
    grow.bind(count).bind(transaction);
    if (grow.step()) {
      changes_.span_counts.emplace_back(transaction, grow.integer(0));
      if (trace.measured.contains(transaction))
        changes_.measurements.emplace_back(transaction, Json::parse(grow.view(1)));
    }
    grow.run();
  }
}

void Store::Assembly::load(Trace& trace, const std::string& trace_id) {
  Statement find(store_.writer_, "SELECT id, span_id, pending FROM txn WHERE trace_id = ?");
  find.bind(trace_id);
  while (find.step()) {
    // Several may have a root in common: two projects that were sent the same.
    trace.roots.try_emplace(find.text(1), Place{find.integer(0), find.integer(2) != 0});
  }
  if (trace.roots.empty()) return;
  Statement find_spans(store_.writer_,
                       "SELECT span_id, txn FROM span WHERE txn IN (SELECT id FROM txn WHERE trace_id = ?)");
  find_spans.bind(trace_id);
  while (find_spans.step()) trace.spans.emplace(find_spans.text(0), find_spans.integer(1));
}

std::int64_t Store::Assembly::transaction_of(Trace& trace, const std::string& span_id) const {
  if (const auto root = trace.roots.find(span_id); root != trace.roots.end()) return root->second.transaction;
  const auto span = trace.spans.find(span_id);
  return span == trace.spans.end() ? 0 : span->second;
}

void Store::Assembly::add_root(Trace& trace, const LooseSpan& loose) {
  const auto known = trace.roots.find(loose.span.span_id);
  const std::int64_t pending = known == trace.roots.end() ? 0 : known->second.transaction;
  if (pending != 0) {
    // Its event id is the root's.
    Statement rename(store_.writer_, "UPDATE txn SET event_id = 'pending' || id WHERE id = ?");
    rename.bind(pending).run();
  }
  const std::int64_t id =
      store_.insert_transaction(*loose.root, envelope_, envelope_row_, 0, false, changes_);
  trace.roots[loose.span.span_id] = {id, false};
  if (pending != 0) move_spans(trace, pending, id);
}

void Store::Assembly::add_span(Trace& trace, const LooseSpan& loose) {
  const SpanRow& span = loose.span;
  const std::string container = loose.segment ? *loose.segment : span.parent_id.value_or(span.span_id);
  std::int64_t transaction = transaction_of(trace, container);
  if (transaction == 0) transaction = make_pending(trace, loose, container);
  store_.insert_spans({span}, transaction);
  trace.spans[span.span_id] = transaction;
  ++trace.added[transaction];
  if (!loose.measurements.empty()) {
    Statement measure(store_.writer_,
                      "UPDATE txn SET measurements = json_patch(measurements, ?) WHERE id = ?");
    measure.bind(to_text(loose.measurements)).bind(transaction).run();
    trace.measured.insert(transaction);
  }
  const auto waiting = trace.roots.find(span.span_id);
  if (waiting == trace.roots.end() || !waiting->second.pending || waiting->second.transaction == transaction)
    return;
  const std::int64_t pending = waiting->second.transaction;
  trace.roots.erase(waiting);
  move_spans(trace, pending, transaction);
}

std::int64_t Store::Assembly::make_pending(Trace& trace, const LooseSpan& child, const std::string& missing) {
  TransactionRow row;
  row.trace_id = child.span.trace_id;
  row.span_id = missing;
  row.event_id = derived_event_id(row.trace_id, missing);
  row.name = child.transaction_name;
  row.service = child.service;
  row.environment = child.environment;
  row.release = child.release;
  row.start = child.span.start;
  const std::int64_t id = store_.insert_transaction(row, envelope_, envelope_row_, 0, true, changes_);
  trace.roots[missing] = {id, true};
  return id;
}

void Store::Assembly::move_spans(Trace& trace, std::int64_t from, std::int64_t to) {
  Statement move(store_.writer_, "UPDATE span SET txn = ? WHERE txn = ?");
  move.bind(to).bind(from).run();
  trace.added[to] += sqlite3_changes(store_.writer_.handle());
  trace.added.erase(from);
  Statement measure(
      store_.writer_,
      "UPDATE txn SET measurements = json_patch(measurements, (SELECT measurements FROM txn WHERE id = ?)) "
      "WHERE id = ?");
  measure.bind(from).bind(to).run();
  trace.measured.insert(to);
  Statement remove(store_.writer_, "DELETE FROM txn WHERE id = ?");
  remove.bind(from).run();
  for (auto& [id, transaction] : trace.spans) {
    if (transaction == from) transaction = to;
  }
}

}  // namespace headwater::collector
