// The reading half of Store.

#include <map>
#include <stdexcept>

#include "refusal.h"
#include "store.h"

namespace headwater::collector {
namespace {

// In the order in which summary_of() reads them.
constexpr const char* kSummary =
    "SELECT t.id, t.event_id, t.trace_id, t.span_id, t.parent_id, t.name, t.op, t.status, t.service, t.env, "
    "t.release, "
    "e.project, e.sdk, t.start, t.dur, e.received, t.span_count";
constexpr int kSummaryColumns = 17;
constexpr const char* kFrom = " FROM txn t JOIN envelope e ON e.id = t.envelope WHERE 1";

constexpr std::size_t kMaxListedText = 1000;  // bytes

// A name may be a megabyte long, and a thousand of them would be more than any page could show.
void cut(std::string& text) {
  if (text.size() <= kMaxListedText) return;
  std::size_t end = kMaxListedText;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;  // not within a character
  text.replace(end, std::string::npos, "…");
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
  cut(summary.name);
  for (auto* text :
       {&summary.op, &summary.status, &summary.service, &summary.environment, &summary.release, &summary.sdk})
    cut(*text);
  return summary;
}

// Names that may be asked for, and the columns that they are. Only these ever become part of a statement's
// text.
const std::string& column_of(const std::string& name) {
  static const std::map<std::string, std::string> kColumns = {{"name", "t.name"},
                                                              {"op", "t.op"},
                                                              {"status", "t.status"},
                                                              {"trace_id", "t.trace_id"},
                                                              {"span_id", "t.span_id"},
                                                              {"project", "e.project"},
                                                              {"parent_span_id", "t.parent_id"},
                                                              {"release", "t.release"},
                                                              {"environment", "t.env"},
                                                              {"service", "t.service"}};
  const auto found = kColumns.find(name);
  if (found == kColumns.end()) throw std::invalid_argument("no such column: " + name);
  return found->second;
}

// A LIKE pattern for "contains", with its own signs taken literally (ESCAPE '\').
std::string contains_pattern(const std::string& text) {
  std::string pattern = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
    pattern.push_back(c);
  }
  return pattern + "%";
}

// A trace is parsed and written again as a whole, which takes many times the size of its texts.
constexpr std::size_t kMaxTraceBytes = 32 << 20;

// Takes texts that were stored, until they are too many.
class TraceTexts {
 public:
  Json parse(const std::string& text) {
    count(text.size());
    return Json::parse(text);
  }

  std::optional<std::string> keep(std::optional<std::string> text) {
    if (text) count(text->size());
    return text;
  }

 private:
  void count(std::size_t bytes) {
    read_ += bytes;
    if (read_ > kMaxTraceBytes) {
      throw Refusal(413, "trace too large",
                    {"more than " + std::to_string(kMaxTraceBytes) +
                     " bytes; its transactions are listed by /api/transactions?trace_id="});
    }
  }

  std::size_t read_ = 0;
};

std::vector<SpanRow> spans_of(Database& database, std::int64_t transaction, TraceTexts& texts) {
  Statement find(database,
                 "SELECT trace_id, span_id, parent_id, op, descr, status, start, dur, data, tags, extra "
                 "FROM span WHERE txn = ? ORDER BY id");
  find.bind(transaction);
  std::vector<SpanRow> spans;
  while (find.step()) {
    SpanRow span;
    span.trace_id = find.text(0);
    span.span_id = find.text(1);
    span.parent_id = find.optional_text(2);
    span.op = texts.keep(find.optional_text(3));
    span.description = texts.keep(find.optional_text(4));
    span.status = texts.keep(find.optional_text(5));
    span.start = find.number(6);
    span.duration = find.optional_number(7);
    span.data = texts.parse(find.text(8));
    span.tags = texts.parse(find.text(9));
    span.extra = texts.parse(find.text(10));
    spans.push_back(std::move(span));
  }
  return spans;
}

}  // namespace

std::vector<TransactionSummary> Store::list(const TransactionQuery& query) {
  std::string sql = std::string(kSummary) + kFrom;
  for (const auto& [name, value] : query.equals) sql += " AND " + column_of(name) + " = ?";
  for (std::size_t i = 0; i < query.tags.size(); ++i) {
    sql += " AND EXISTS (SELECT 1 FROM tag WHERE tag.txn = t.id AND tag.key = ? AND tag.value = ?)";
  }
  if (query.name_contains) sql += " AND t.name LIKE ? ESCAPE '\\'";
  if (query.before) sql += query.before_row ? " AND (t.start, t.id) < (?, ?)" : " AND t.start < ?";
  sql += " ORDER BY t.start DESC, t.id DESC LIMIT ?";

  const std::lock_guard lock(read_mutex_);
  Statement find(reader_, sql);
  for (const auto& [name, value] : query.equals) find.bind(value);
  for (const auto& [key, value] : query.tags) find.bind(key).bind(value);
  if (query.name_contains) find.bind(contains_pattern(*query.name_contains));
  if (query.before) {
    find.bind(*query.before);
    if (query.before_row) find.bind(*query.before_row);
  }
  find.bind(query.limit);
  std::vector<TransactionSummary> summaries;
  while (find.step()) summaries.push_back(summary_of(find));
  return summaries;
}

std::vector<StoredTransaction> Store::trace(const std::string& trace_id) {
  const std::lock_guard lock(read_mutex_);
  // One read transaction: a trace that grows meanwhile is seen as it was at one moment.
  reader_.run("BEGIN");
  std::vector<StoredTransaction> transactions;
  TraceTexts texts;
  try {
    Statement find(reader_, std::string(kSummary) + ", t.tags, t.measurements, t.data, t.body" + kFrom +
                                " AND t.trace_id = ? ORDER BY t.start, t.id");
    find.bind(trace_id);
    while (find.step()) {
      StoredTransaction transaction;
      transaction.summary = summary_of(find);
      transaction.tags = texts.parse(find.text(kSummaryColumns));
      transaction.measurements = texts.parse(find.text(kSummaryColumns + 1));
      transaction.data = texts.parse(find.text(kSummaryColumns + 2));
      transaction.body = texts.parse(find.text(kSummaryColumns + 3));
      transaction.spans = spans_of(reader_, transaction.summary.row, texts);
      transactions.push_back(std::move(transaction));
    }
  } catch (...) {
    reader_.run("ROLLBACK");
    throw;
  }
  reader_.run("COMMIT");
  return transactions;
}

std::optional<std::string> Store::raw_envelope(const std::string& event_id) {
  const std::lock_guard lock(read_mutex_);
  Statement find(reader_,
                 // Sorted without their bytes.
                 "SELECT raw FROM envelope WHERE id = (SELECT e.id FROM envelope e LEFT JOIN txn t "
                 "ON t.envelope = e.id WHERE e.event_id = ? ORDER BY t.id IS NULL, e.id LIMIT 1)");
  if (!find.bind(event_id).step()) return std::nullopt;
  return find.text(0);
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
  Statement(reader_, "SELECT id FROM envelope LIMIT 1").step();
}

}  // namespace headwater::collector
