#include "demo/collector/read/read_api.h"

#include <chrono>

#include "demo/collector/base/hex_id.h"
#include "demo/collector/http/answer.h"
#include "demo/collector/read/params.h"
#include "demo/collector/read/table.h"
#include "demo/collector/read/tag_summary.h"
#include "demo/collector/read/trace_view.h"

namespace headwater::collector {
namespace {

constexpr std::size_t kMaxParameters = 300;
constexpr std::size_t kMaxSpans = 200;

std::optional<std::string> project_of(const httplib::Request& request) {
  return request.has_param("project") ? std::optional(request.get_param_value("project")) : std::nullopt;
}

std::string needed_id(const std::string& text, std::size_t length) {
  const auto id = read_hex_id(text, length);
  if (!id) throw QueryError("not an id of " + std::to_string(length) + " hex digits: " + text);
  return *id;
}

std::int64_t utf16_units(std::string_view utf8) {
  std::int64_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

const httplib::Params& params_of(const httplib::Request& request) {
  if (request.params.size() > kMaxParameters)
    throw QueryError("more than " + std::to_string(kMaxParameters) + " parameters");
  return request.params;
}

}  // namespace

double now_in_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string id_in_path(const httplib::Request& request) {
  return needed_id(request.matches[1].str(), kTraceIdLength);
}

void get_query(Store& store, const httplib::Request& request, httplib::Response& response) {
  answer_json(response, query_table(store.read().columns, params_of(request), now_in_ms()));
}

void get_series(Store& store, const httplib::Request& request, httplib::Response& response) {
  answer_json(response, query_series(store.read().columns, params_of(request), now_in_ms()));
}

void get_tags(Store& store, const httplib::Request& request, httplib::Response& response) {
  answer_json(response, summarize_tags(store.read().columns, params_of(request), now_in_ms()));
}

void get_keys(Store& store, const httplib::Request&, httplib::Response& response) {
  answer_json(response, list_keys(store.read().columns));
}

void get_values(Store& store, const httplib::Request& request, httplib::Response& response) {
  answer_json(response, list_values(store.read().columns, params_of(request), now_in_ms()));
}

void get_trace(Store& store, const httplib::Request& request, httplib::Response& response) {
  const std::string id = id_in_path(request);
  const auto json = trace_json(store, id);
  if (!json) throw Refusal(404, "no such trace", {id});
  response.set_header("Cache-Control", "no-store");
  response.set_content(*json, "application/json");
}

void get_transaction(Store& store, const httplib::Request& request, httplib::Response& response) {
  const std::string id = id_in_path(request);
  const Json json = transaction_json(store, id, project_of(request));
  if (json.is_null()) throw Refusal(404, "no such transaction", {id});
  answer_json(response, json);
}

void get_spans(Store& store, const httplib::Request& request, httplib::Response& response) {
  const std::string id = needed_id(text_param(params_of(request), "transaction"), kTraceIdLength);
  std::vector<std::string> spans;
  const auto [first, last] = request.params.equal_range("span");
  for (auto span = first; span != last; ++span) spans.push_back(needed_id(span->second, kSpanIdLength));
  if (spans.empty()) throw QueryError("span is missing");
  if (spans.size() > kMaxSpans) throw QueryError("more than " + std::to_string(kMaxSpans) + " spans");
  const auto transaction = store.transaction(id, project_of(request));
  if (!transaction) throw Refusal(404, "no such transaction", {id});
  answer_json(response, {{"spans", spans_json(store.spans(transaction->summary.row, spans))}});
}

void list_discarded(Store& store, const httplib::Request&, httplib::Response& response) {
  Json list = Json::array();
  for (const auto& [project, events] : store.discarded()) {
    list.push_back({{"project", project},
                    {"reason", events.reason},
                    {"category", events.category},
                    {"quantity", events.quantity}});
  }
  answer_json(response, {{"discarded", list}, {"removed", store.removed()}});
}

void get_envelope(Store& store, const httplib::Request& request, httplib::Response& response) {
  const std::string event_id = id_in_path(request);
  const auto envelope = store.raw_envelope(event_id);
  if (!envelope) throw Refusal(404, "no such envelope", {event_id});
  response.set_header("Cache-Control", "no-store");
  response.set_content(envelope->bytes, envelope->format == kOtlpJsonFormat ? "application/json"
                                        : envelope->format == kOtlpProtobufFormat
                                            ? "application/x-protobuf"
                                            : "application/x-sentry-envelope");
}

void answer_read_error(const httplib::Request& request, httplib::Response& response, const Refusal& refusal) {
  Json at;
  if (const auto* error = dynamic_cast<const QueryError*>(&refusal); error && error->at)
    at = utf16_units(std::string_view(request.get_param_value("query")).substr(0, *error->at));
  answer_error(response, refusal, at);
}

}  // namespace headwater::collector
