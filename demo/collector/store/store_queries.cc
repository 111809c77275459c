// The reading half of Store.

#include <map>
#include <stdexcept>

#include "demo/collector/base/bytes_text.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/store/store.h"

namespace headwater::collector {
namespace {

// In the order in which summary_of() reads them.
constexpr const char* kSummary =
    "SELECT t.id, t.event_id, t.trace_id, t.span_id, t.parent_id, t.name, t.op, t.status, t.service, t.env, "
    "t.release, t.project, t.sdk, t.start, t.dur, t.received, t.span_count, t.user, t.sample_rate, t.pending";
constexpr int kSummaryColumns = 20;

constexpr std::size_t kMaxListedText = 1000;  // bytes

// A name may be a megabyte long, and a thousand of them would be more than any page could show.
void cut(std::string& text) {
  if (text.size() > kMaxListedText) text = std::string(first_bytes(text, kMaxListedText)) + "…";
}

void cut(std::optional<std::string>& text) {
  if (text) cut(*text);
}

TransactionSummary summary_of(const Statement& row) {
  TransactionSummary summary;
  summary.row = row.integer(0);
  summary.event_id = row.text(1);
  summary.trace_id = row.text(2);
  summary.span_id = row.text(3);
  summary.parent_id = row.optional_text(4);
  summary.name = row.text(5);
  summary.op = row.optional_text(6);
  summary.status = row.optional_text(7);
  summary.service = row.optional_text(8);
  summary.environment = row.optional_text(9);
  summary.release = row.optional_text(10);
  summary.project = row.text(11);
  summary.sdk = row.optional_text(12);
  summary.start = row.number(13);
  summary.duration = row.number(14);
  summary.received = row.number(15);
  summary.span_count = row.integer(16);
  summary.user = row.optional_text(17);
  summary.sample_rate = row.optional_number(18);
  cut(summary.name);
  for (auto* text :
       {&summary.op, &summary.status, &summary.service, &summary.environment, &summary.release, &summary.sdk})
    cut(*text);
  return summary;
}

// A trace is held in memory as a whole when it is answered.
constexpr std::size_t kMaxTraceBytes = 64 << 20;

// Counts texts that were read, until they are too many.
class TraceTexts {
 public:
  void count(std::size_t bytes) {
    read_ += bytes;
    if (read_ > kMaxTraceBytes)
      throw Refusal(413, "trace too large", {"more than " + std::to_string(kMaxTraceBytes) + " bytes"});
  }

 private:
  std::size_t read_ = 0;
};

// One read transaction: a trace that grows meanwhile is seen as it was at one moment.
class ReadTransaction {
 public:
  explicit ReadTransaction(Database& database) : database_(database) { database_.run("BEGIN"); }
  ~ReadTransaction() { sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  Database& database_;
};

SpanRow span_of(const Statement& row) {
  SpanRow span;
  span.trace_id = row.text(0);
  span.span_id = row.text(1);
  span.parent_id = row.optional_text(2);
  span.op = row.optional_text(3);
  span.description = row.optional_text(4);
  span.status = row.optional_text(5);
  span.start = row.number(6);
  span.duration = row.optional_number(7);
  span.data = Json::parse(row.view(8));
  span.tags = Json::parse(row.view(9));
  span.extra = Json::parse(row.view(10));
  return span;
}

constexpr const char* kSpan =
    "SELECT trace_id, span_id, parent_id, op, descr, status, start, dur, data, tags, extra FROM span WHERE "
    "txn = ?";

}  // namespace

bool Store::read_trace(const std::string& trace_id,
                       const std::function<void(const StoredTransaction&)>& transaction,
                       const std::function<void(const SpanLine&)>& span) {
  const std::lock_guard lock(read_mutex_);
  reader_.check_place();
  const ReadTransaction reading(reader_);
  TraceTexts texts;
  bool found = false;
  Statement find(reader_, std::string(kSummary) +
                              ", t.measurements FROM txn t WHERE t.trace_id = ? "
                              "ORDER BY t.start, t.id");
  Statement find_spans(
      reader_,
      "SELECT span_id, parent_id, op, descr, status, start, dur, links FROM span WHERE txn = ? "
      "ORDER BY id");
  find.bind(trace_id);
  while (find.step()) {
    found = true;
    StoredTransaction stored;
    stored.summary = summary_of(find);
    stored.pending = find.integer(kSummaryColumns - 1) != 0;
    texts.count(find.view(kSummaryColumns).size());
    stored.measurements = Json::parse(find.view(kSummaryColumns));
    transaction(stored);
    find_spans.bind(stored.summary.row);
    while (find_spans.step()) {
      const SpanLine line{find_spans.view(0),
                          find_spans.optional_view(1),
                          find_spans.optional_view(2),
                          find_spans.optional_view(3),
                          find_spans.optional_view(4),
                          find_spans.number(5),
                          find_spans.optional_number(6),
                          find_spans.integer(7)};
      constexpr std::size_t kRest = 80;  // ids and numbers
      texts.count(kRest + line.op.value_or("").size() + line.description.value_or("").size() +
                  line.status.value_or("").size());
      span(line);
    }
    find_spans.reset();
  }
  return found;
}

std::optional<StoredTransaction> Store::transaction(const std::string& event_id,
                                                    const std::optional<std::string>& project) {
  const std::lock_guard lock(read_mutex_);
  reader_.check_place();
  Statement find(reader_, std::string(kSummary) +
                              ", t.tags, t.measurements, d.data, d.body, t.name, t.release FROM txn t "
                              "JOIN txn_detail d ON d.txn = t.id WHERE t.event_id = ?" +
                              (project ? " AND t.project = ?" : "") + " ORDER BY t.id LIMIT 1");
  find.bind(event_id);
  if (project) find.bind(*project);
  if (!find.step()) return std::nullopt;
  StoredTransaction stored;
  stored.summary = summary_of(find);
  stored.summary.name = find.text(kSummaryColumns + 4);  // as long as it is
  stored.summary.release = find.optional_text(kSummaryColumns + 5);
  stored.pending = find.integer(kSummaryColumns - 1) != 0;
  stored.tags = Json::parse(find.view(kSummaryColumns));
  stored.measurements = Json::parse(find.view(kSummaryColumns + 1));
  stored.data = Json::parse(find.view(kSummaryColumns + 2));
  stored.body = Json::parse(find.view(kSummaryColumns + 3));
  return stored;
}

std::vector<SpanRow> Store::spans(std::int64_t transaction, const std::vector<std::string>& span_ids) {
  std::string sql = std::string(kSpan) + " AND span_id IN (";
  for (std::size_t i = 0; i < span_ids.size(); ++i) sql += i == 0 ? "?" : ", ?";
  const std::lock_guard lock(read_mutex_);
  Statement find(reader_, sql + ") ORDER BY id");
  find.bind(transaction);
  for (const std::string& id : span_ids) find.bind(id);
  std::vector<SpanRow> spans;
  while (find.step()) spans.push_back(span_of(find));
  return spans;
}

namespace {

// Columns of the table, and the text of one row.
constexpr const char* kRaw =
    "SELECT e.id, e.received, e.event_id, e.project, e.format, e.raw FROM envelope e ";

RawEnvelope raw_of(const Statement& row) {
  return {row.integer(0), row.number(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

}  // namespace

std::optional<RawEnvelope> Store::raw_envelope(const std::string& event_id) {
  const std::lock_guard lock(read_mutex_);
  reader_.check_place();
  // Sorted without their bytes.
  Statement find(
      reader_, std::string(kRaw) +
                   "WHERE e.id = coalesce((SELECT envelope FROM txn WHERE event_id = ? ORDER BY id LIMIT 1), "
                   "(SELECT min(id) FROM envelope WHERE event_id = ?))");
  if (!find.bind(event_id).bind(event_id).step()) return std::nullopt;
  return raw_of(find);
}

std::optional<RawEnvelope> Store::envelope_after(std::int64_t id) {
  const std::lock_guard lock(read_mutex_);
  reader_.check_place();
  Statement find(reader_, std::string(kRaw) + "WHERE e.id > ? ORDER BY e.id LIMIT 1");
  if (!find.bind(id).step()) return std::nullopt;
  return raw_of(find);
}

Forwarded Store::forwarded(const std::string& target) {
  const std::lock_guard lock(write_mutex_);
  Statement add_it(writer_,
                   "INSERT INTO forwarding(target, sent, refused, lost) "
                   "SELECT ?, ifnull(max(id), 0), 0, 0 FROM envelope WHERE true ON CONFLICT DO NOTHING");
  add_it.bind(target).run();
  Statement find(writer_, "SELECT sent, refused, lost FROM forwarding WHERE target = ?");
  find.bind(target).step();
  return {find.integer(0), find.integer(1), find.integer(2)};
}

void Store::set_forwarded(const std::string& target, const Forwarded& forwarded) {
  const std::lock_guard lock(write_mutex_);
  Statement set(writer_, "UPDATE forwarding SET sent = ?, refused = ? WHERE target = ?");
  set.bind(forwarded.sent).bind(forwarded.refused).bind(target).run();
}

std::vector<DiscardedTotal> Store::discarded() {
  const std::lock_guard lock(read_mutex_);
  Statement find(reader_,
                 "SELECT e.project, d.reason, d.category, CAST(TOTAL(d.quantity) AS INTEGER) AS quantity "
                 "FROM discarded d JOIN envelope e ON e.id = d.envelope "
                 "GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 1000");
  std::vector<DiscardedTotal> totals;
  while (find.step()) totals.push_back({find.text(0), {find.text(1), find.text(2), find.integer(3)}});
  return totals;
}

void Store::check() {
  const std::lock_guard lock(read_mutex_);
  reader_.check_place();
  Statement(reader_, "SELECT id FROM envelope LIMIT 1").step();
}

}  // namespace headwater::collector
