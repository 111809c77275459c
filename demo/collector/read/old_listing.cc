#include "demo/collector/read/old_listing.h"

#include <charconv>
#include <cmath>
#include <stdexcept>

#include "demo/collector/base/hex_id.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/http/answer.h"
#include "demo/collector/read/read_api.h"

namespace headwater::collector {
namespace {

constexpr std::int64_t kMaxLimit = 1000;
constexpr std::size_t kMaxParameters = 50;  // each is a condition of the query

[[noreturn]] void refuse(const std::string& why) { throw Refusal(400, "bad request", {why}); }

template <typename Number>
Number read_number(std::string_view text, const std::string& parameter) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    refuse(parameter + " can't be read: " + std::string(text));
  return value;
}

std::string cursor_of(const TransactionSummary& last) {
  char start[32];
  const auto [end, error] = std::to_chars(start, start + sizeof start, last.start);
  (void)error;  // 32 characters hold any double
  return std::string(start, end) + "~" + std::to_string(last.row);
}

void read_cursor(const std::string& text, TransactionQuery& query) {
  const std::size_t mark = text.find('~');
  query.before = read_number<double>(std::string_view(text).substr(0, mark), "before");
  if (!std::isfinite(*query.before)) refuse("before can't be read: " + text);
  if (mark != std::string::npos) {
    query.before_row = read_number<std::int64_t>(std::string_view(text).substr(mark + 1), "before");
  }
}

TransactionQuery read_query(const httplib::Params& params) {
  if (params.size() > kMaxParameters) refuse("more than " + std::to_string(kMaxParameters) + " parameters");
  TransactionQuery query;
  for (const auto& [key, value] : params) {
    if (key == "limit") {
      query.limit = read_number<std::int64_t>(value, key);
      if (query.limit < 1 || query.limit > kMaxLimit)
        refuse("limit is not in 1 to " + std::to_string(kMaxLimit));
    } else if (key == "before") {
      read_cursor(value, query);
    } else if (key == "query") {
      query.name_contains = value;
    } else if (key == "tag") {
      const std::size_t colon = value.find(':');
      if (colon == std::string::npos) refuse("tag is not key:value: " + value);
      query.tags.emplace_back(value.substr(0, colon), value.substr(colon + 1));
    } else {
      query.equals.emplace_back(key, value);
    }
  }
  return query;
}

template <typename Value>
Json nullable(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json summary_json(const TransactionSummary& summary) {
  return {{"event_id", summary.event_id},
          {"trace_id", summary.trace_id},
          {"span_id", summary.span_id},
          {"parent_span_id", nullable(summary.parent_id)},
          {"name", summary.name},
          {"op", nullable(summary.op)},
          {"status", nullable(summary.status)},
          {"start", summary.start},
          {"duration", summary.duration},
          {"span_count", summary.span_count},
          {"service", nullable(summary.service)},
          {"environment", nullable(summary.environment)},
          {"release", nullable(summary.release)},
          {"project", summary.project},
          {"sdk", nullable(summary.sdk)},
          {"received", summary.received}};
}

Json span_json(const SpanRow& span) {
  return {{"trace_id", span.trace_id},
          {"span_id", span.span_id},
          {"parent_span_id", nullable(span.parent_id)},
          {"op", nullable(span.op)},
          {"description", nullable(span.description)},
          {"status", nullable(span.status)},
          {"start", span.start},
          {"duration", nullable(span.duration)},
          {"data", span.data},
          {"tags", span.tags},
          {"extra", span.extra}};
}

}  // namespace

void list_transactions(Store& store, const httplib::Request& request, httplib::Response& response) {
  const TransactionQuery query = read_query(request.params);
  std::vector<TransactionSummary> summaries;
  try {
    summaries = store.list(query);
  } catch (const std::invalid_argument& error) {
    refuse(error.what());
  }
  Json list = Json::array();
  for (const TransactionSummary& summary : summaries) list.push_back(summary_json(summary));
  const bool full = static_cast<std::int64_t>(summaries.size()) == query.limit;
  answer_json(response,
              {{"transactions", list}, {"next", full ? Json(cursor_of(summaries.back())) : Json()}});
}

void get_whole_trace(Store& store, const httplib::Request& request, httplib::Response& response) {
  const std::string trace_id = id_in_path(request);
  const std::vector<StoredTransaction> stored = store.trace(trace_id);
  if (stored.empty()) throw Refusal(404, "no such trace", {trace_id});
  Json transactions = Json::array();
  for (const StoredTransaction& transaction : stored) {
    Json spans = Json::array();
    for (const SpanRow& span : transaction.spans) spans.push_back(span_json(span));
    Json json = summary_json(transaction.summary);
    json["tags"] = transaction.tags;
    json["measurements"] = transaction.measurements;
    json["data"] = transaction.data;
    json["event"] = transaction.body;
    json["spans"] = std::move(spans);
    transactions.push_back(std::move(json));
  }
  answer_json(response, {{"trace_id", trace_id}, {"transactions", transactions}});
}

}  // namespace headwater::collector
