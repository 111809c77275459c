#include "demo/collector/read/trace_view.h"

#include <cmath>
#include <map>

#include "demo/collector/base/json_text.h"
#include "demo/collector/read/field.h"

namespace headwater::collector {
namespace {

// To a microsecond.
double milliseconds(double seconds) { return std::round(seconds * 1e6) / 1e3; }

template <typename Value>
Json nullable(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

// Those that are numbers, in one form: senders also leave the unit out, or send something else altogether.
Json measurements_json(const Json& measurements) {
  Json result = Json::object();
  for (const auto& [name, measurement] : measurements.items()) {
    const bool is_object = measurement.is_object();
    const Json& value = is_object && measurement.contains("value") ? measurement["value"] : measurement;
    if (!value.is_number()) continue;
    const auto unit = is_object ? string_member(measurement, "unit") : std::nullopt;
    result[name] = {{"value", value}, {"unit", unit == "none" ? Json() : nullable(unit)}};
  }
  return result;
}

Json summary_json(const StoredTransaction& stored, double start) {
  const TransactionSummary& summary = stored.summary;
  Json json = {{"event_id", summary.event_id},
               {"span_id", summary.span_id},
               {"parent_span_id", nullable(summary.parent_id)},
               {"name", summary.name},
               {"op", nullable(summary.op)},
               {"status", nullable(summary.status)},
               {"service", nullable(summary.service)},
               {"project", summary.project},
               {"environment", nullable(summary.environment)},
               {"release", nullable(summary.release)},
               {"sdk", nullable(summary.sdk)},
               {"received", number_json(milliseconds(summary.received))},
               {"start", number_json(start)},
               {"duration", number_json(milliseconds(summary.duration))},
               {"measurements", measurements_json(stored.measurements)}};
  if (stored.pending) json["pending"] = true;
  return json;
}

// Words that many spans have in common: each is said once, and then meant by its place.
class Words {
 public:
  int place(const std::optional<std::string_view>& word) {
    if (!word) return -1;
    const auto found = places_.find(*word);
    if (found != places_.end()) return found->second;
    const int place = static_cast<int>(places_.size());
    places_.emplace(*word, place);
    if (place > 0) list_ += ',';
    append_json(list_, *word);
    return place;
  }
  std::string list() const { return "[" + list_ + "]"; }

 private:
  std::map<std::string, int, std::less<>> places_;
  std::string list_;
};

}  // namespace

std::optional<std::string> trace_json(Store& store, const std::string& trace_id) {
  std::string transactions;
  Words ops;
  Words statuses;
  double trace_start = 0;
  bool first_span = true;
  const bool found = store.read_trace(
      trace_id,
      [&](const StoredTransaction& transaction) {
        if (transactions.empty()) {
          trace_start = transaction.summary.start;
        } else {
          transactions += "]},";
        }
        transactions +=
            to_text(summary_json(transaction, milliseconds(transaction.summary.start - trace_start)));
        transactions.back() = ',';  // in place of the }
        transactions += "\"spans\":[";
        first_span = true;
      },
      [&](const SpanLine& span) {
        transactions += first_span ? "[" : ",[";
        first_span = false;
        append_json(transactions, span.span_id);
        transactions += ',';
        append_json(transactions, span.parent_id);
        transactions += ',';
        transactions += std::to_string(ops.place(span.op));
        transactions += ',';
        append_json(transactions, span.description);
        transactions += ',';
        transactions += std::to_string(statuses.place(span.status));
        transactions += ',';
        append_json(transactions, milliseconds(span.start - trace_start));
        transactions += ',';
        append_json(transactions, span.duration ? std::optional(milliseconds(*span.duration)) : std::nullopt);
        transactions += ',';
        transactions += std::to_string(span.links);
        transactions += ']';
      });
  if (!found) return std::nullopt;
  std::string json = "{\"trace_id\":\"" + trace_id + "\",\"start\":";
  append_json(json, milliseconds(trace_start));
  json += ",\"ops\":" + ops.list() + ",\"statuses\":" + statuses.list() + ",\"transactions\":[";
  return json + transactions + "]}]}";
}

Json transaction_json(Store& store, const std::string& event_id, const std::optional<std::string>& project) {
  const auto stored = store.transaction(event_id, project);
  if (!stored) return nullptr;
  Json json = summary_json(*stored, milliseconds(stored->summary.start));
  json["trace_id"] = stored->summary.trace_id;
  json["tags"] = stored->tags;
  json["data"] = stored->data;
  Json links = Json::array();
  for (const Json* holder :
       {&object_member(object_member(stored->body, "contexts"), "trace"), &stored->body}) {
    const auto found = holder->find("links");
    if (found == holder->end() || !found->is_array()) continue;
    links = *found;
    break;
  }
  json["links"] = std::move(links);
  json["event"] = stored->body;
  return json;
}

Json spans_json(const std::vector<SpanRow>& spans) {
  Json list = Json::array();
  for (const SpanRow& span : spans) {
    Json extra = span.extra;
    Json links = Json::array();
    if (const auto found = extra.find("links"); found != extra.end() && found->is_array()) {
      links = *found;
      extra.erase("links");
    }
    list.push_back({{"span_id", span.span_id},
                    {"tags", span.tags},
                    {"data", span.data},
                    {"links", links},
                    {"extra", extra}});
  }
  return list;
}

}  // namespace headwater::collector
