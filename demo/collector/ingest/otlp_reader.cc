#include "demo/collector/ingest/otlp_reader.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "demo/collector/base/bytes_text.h"
#include "demo/collector/base/hex_id.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/ingest/attributes.h"
#include "google/rpc/status.pb.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.pb.h"

namespace headwater::collector {
namespace {

namespace otlp = opentelemetry::proto;
using otlp::trace::v1::Span;

constexpr std::uint32_t kHasIsRemote = 0x100;
constexpr std::uint32_t kIsRemote = 0x200;
constexpr int kMostDepth = 20;  // of a value

Json value_of(const otlp::common::v1::AnyValue& value, int depth = 0) {
  if (depth > kMostDepth) return nullptr;
  switch (value.value_case()) {
    case otlp::common::v1::AnyValue::kStringValue:
      return value.string_value();
    case otlp::common::v1::AnyValue::kBoolValue:
      return value.bool_value();
    case otlp::common::v1::AnyValue::kIntValue:
      return value.int_value();
    case otlp::common::v1::AnyValue::kDoubleValue:
      return value.double_value();
    case otlp::common::v1::AnyValue::kArrayValue: {
      Json array = Json::array();
      for (const auto& entry : value.array_value().values()) array.push_back(value_of(entry, depth + 1));
      return array;
    }
    case otlp::common::v1::AnyValue::kKvlistValue: {
      Json object = Json::object();
      for (const auto& entry : value.kvlist_value().values()) {
        if (object.size() < kMaxJsonMembers) object[entry.key()] = value_of(entry.value(), depth + 1);
      }
      return object;
    }
    case otlp::common::v1::AnyValue::kBytesValue:
      return to_base64(value.bytes_value());
    default:
      return nullptr;
  }
}

template <typename KeyValues>
Json attributes_of(const KeyValues& attributes) {
  Json values = Json::object();
  for (const auto& attribute : attributes) {
    if (values.size() < kMaxJsonMembers) values[attribute.key()] = value_of(attribute.value());
  }
  return values;
}

// OTLP's JSON has ids as hex digits where protobuf's own has base64. Hex digits are digits of base64 too, so
// what was read as that is written as that again.
std::optional<std::string> id_of(const std::string& bytes, std::size_t length, bool is_json) {
  if (is_json) return read_hex_id(to_base64(bytes), length);
  if (2 * bytes.size() != length) return std::nullopt;
  return read_hex_id(to_hex(bytes), length);
}

double seconds_of(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

std::optional<std::string> op_of(const Span& span, const Json& data) {
  if (const auto op = text_attribute(data, {"sentry.op"})) return op;
  const bool http = data.contains("http.request.method") || data.contains("http.method");
  const bool serves = span.kind() == Span::SPAN_KIND_SERVER;
  if (http && serves) return "http.server";
  if (http && span.kind() == Span::SPAN_KIND_CLIENT) return "http.client";
  if (data.contains("db.system") || data.contains("db.system.name")) return "db";
  if (data.contains("messaging.system"))
    return span.kind() == Span::SPAN_KIND_CONSUMER ? "queue.process" : "queue.publish";
  if (data.contains("rpc.system")) return serves ? "rpc.server" : "rpc.client";
  switch (span.kind()) {
    case Span::SPAN_KIND_SERVER:
      return "server";
    case Span::SPAN_KIND_CLIENT:
      return "client";
    case Span::SPAN_KIND_PRODUCER:
      return "producer";
    case Span::SPAN_KIND_CONSUMER:
      return "consumer";
    default:
      return std::nullopt;
  }
}

std::optional<std::string> status_of(const Span& span, const Json& data) {
  if (span.status().code() == otlp::trace::v1::Status::STATUS_CODE_OK) return "ok";
  if (span.status().code() == otlp::trace::v1::Status::STATUS_CODE_ERROR) return failure_status(data);
  return std::nullopt;
}

// What has no column of its own.
Json extra_of(const Span& span, bool is_json) {
  Json extra = Json::object();
  // A later version may know more of them.
  if (span.kind() != Span::SPAN_KIND_UNSPECIFIED && Span::SpanKind_IsValid(span.kind())) {
    std::string kind = Span::SpanKind_Name(span.kind()).substr(10);  // SPAN_KIND_
    std::transform(kind.begin(), kind.end(), kind.begin(), [](unsigned char c) { return std::tolower(c); });
    extra["kind"] = kind;
  }
  if (!span.status().message().empty()) extra["status_message"] = span.status().message();
  if (!span.trace_state().empty()) extra["trace_state"] = span.trace_state();
  for (const auto& link : span.links()) {
    Json entry = {{"trace_id", id_of(link.trace_id(), kTraceIdLength, is_json).value_or("")},
                  {"span_id", id_of(link.span_id(), kSpanIdLength, is_json).value_or("")}};
    if (link.attributes_size() > 0) entry["attributes"] = attributes_of(link.attributes());
    extra["links"].push_back(std::move(entry));
  }
  for (const auto& event : span.events()) {
    Json entry = {{"name", event.name()}, {"timestamp", seconds_of(event.time_unix_nano())}};
    if (event.attributes_size() > 0) entry["attributes"] = attributes_of(event.attributes());
    extra["events"].push_back(std::move(entry));
  }
  for (const auto& [key, count] : {std::pair("dropped_attributes", span.dropped_attributes_count()),
                                   std::pair("dropped_events", span.dropped_events_count()),
                                   std::pair("dropped_links", span.dropped_links_count())}) {
    if (count > 0) extra[key] = count;
  }
  return extra;
}

TransactionRow root_of(const SpanRow& span, const std::string& name, const Json& resource) {
  TransactionRow row;
  row.event_id = derived_event_id(span.trace_id, span.span_id);
  row.trace_id = span.trace_id;
  row.span_id = span.span_id;
  row.parent_id = span.parent_id;
  row.name = name;
  row.op = span.op;
  row.status = span.status;
  row.start = span.start;
  row.duration = span.duration.value_or(0);
  row.data = span.data;
  read_common_attributes(span.data, row);
  read_common_attributes(resource, row);
  row.tags = tags_of(span.data);
  const Json resource_tags = tags_of(resource);
  for (const auto& [key, value] : resource_tags.items()) {
    if (key.rfind("service.", 0) != 0 && !row.tags.contains(key)) row.tags[key] = value;
  }
  row.body = span.extra;
  row.body["contexts"]["resource"] = resource;
  return row;
}

// One resource's spans.
class ResourceReader {
 public:
  ResourceReader(const Json& resource, bool is_json, OtlpTraces& traces)
      : resource_(resource), is_json_(is_json), traces_(traces) {
    service_ = text_attribute(resource, {"service.name"});
    environment_ = text_attribute(resource, {"deployment.environment.name", "deployment.environment"});
    release_ = text_attribute(resource, {"service.version"});
  }

  void read(const Span& span, const std::string& scope) {
    const auto trace_id = id_of(span.trace_id(), kTraceIdLength, is_json_);
    const auto span_id = id_of(span.span_id(), kSpanIdLength, is_json_);
    const auto parent_id = id_of(span.parent_span_id(), kSpanIdLength, is_json_);
    if (!trace_id) return reject(span, "traceId is not 16 bytes, or zero");
    if (!span_id) return reject(span, "spanId is not 8 bytes, or zero");
    if (!parent_id && !says_none(span)) return reject(span, "parentSpanId is not 8 bytes");
    if (span.start_time_unix_nano() == 0) return reject(span, "startTimeUnixNano is missing");
    LooseSpan loose;
    SpanRow& row = loose.span;
    row.trace_id = *trace_id;
    row.span_id = *span_id;
    row.parent_id = parent_id;
    row.data = attributes_of(span.attributes());
    if (!scope.empty()) row.data["otel.scope.name"] = scope;
    row.op = op_of(span, row.data);
    row.status = status_of(span, row.data);
    row.start = seconds_of(span.start_time_unix_nano());
    if (span.end_time_unix_nano() != 0) row.duration = seconds_of(span.end_time_unix_nano()) - row.start;
    row.extra = extra_of(span, is_json_);
    const std::string name = span.name().empty() ? "<unlabeled span>" : span.name();
    row.description = name;
    const bool remote = (span.flags() & kHasIsRemote) != 0 && (span.flags() & kIsRemote) != 0;
    const bool is_root = !parent_id || remote || span.kind() == Span::SPAN_KIND_SERVER ||
                         span.kind() == Span::SPAN_KIND_CONSUMER;
    if (is_root) loose.root = root_of(row, name, resource_);
    loose.service = service_;
    loose.environment = environment_;
    loose.release = release_;
    traces_.spans.push_back(std::move(loose));
  }

 private:
  // Nothing, or zeros: there is no parent.
  bool says_none(const Span& span) const {
    const std::string text = is_json_ ? to_base64(span.parent_span_id()) : to_hex(span.parent_span_id());
    return text.find_first_not_of('0') == std::string::npos;
  }

  void reject(const Span& span, const char* why) {
    if (++traces_.rejected == 1)
      traces_.why = "span \"" + std::string(first_bytes(span.name(), 100)) + "\": " + why;
  }

  const Json& resource_;
  const bool is_json_;
  OtlpTraces& traces_;
  std::optional<std::string> service_, environment_, release_;
};

template <typename Message>
std::string written(const Message& message, bool is_json) {
  std::string text;
  if (is_json) {
    (void)google::protobuf::util::MessageToJsonString(message, &text);
  } else {
    message.SerializeToString(&text);
  }
  return text;
}

}  // namespace

OtlpTraces read_otlp(std::string_view body, bool is_json) {
  otlp::collector::trace::v1::ExportTraceServiceRequest request;
  if (is_json) {
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    const auto status =
        google::protobuf::util::JsonStringToMessage({body.data(), body.size()}, &request, options);
    if (!status.ok())
      throw Refusal(400, "malformed OTLP request",
                    {std::string(status.message().data(), status.message().size())});
  } else if (!request.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    throw Refusal(400, "malformed OTLP request", {"not an ExportTraceServiceRequest of protobuf"});
  }
  OtlpTraces traces;
  for (const auto& resource_spans : request.resource_spans()) {
    const Json resource = attributes_of(resource_spans.resource().attributes());
    if (!traces.sdk) {
      traces.sdk = text_attribute(resource, {"telemetry.sdk.name"});
      if (const auto language = text_attribute(resource, {"telemetry.sdk.language"}); traces.sdk && language)
        *traces.sdk += " " + *language;
      if (const auto version = text_attribute(resource, {"telemetry.sdk.version"}); traces.sdk && version)
        *traces.sdk += "/" + *version;
    }
    ResourceReader reader(resource, is_json, traces);
    for (const auto& scope : resource_spans.scope_spans()) {
      for (const Span& span : scope.spans()) reader.read(span, scope.scope().name());
    }
  }
  return traces;
}

std::string otlp_answer(std::int64_t rejected, const std::string& why, bool is_json) {
  otlp::collector::trace::v1::ExportTraceServiceResponse response;
  if (rejected > 0) {
    response.mutable_partial_success()->set_rejected_spans(rejected);
    response.mutable_partial_success()->set_error_message(why);
  }
  return written(response, is_json);
}

std::string otlp_refusal(int http_status, const std::string& why, bool is_json) {
  // By their numbers in gRPC.
  constexpr int kInvalidArgument = 3;
  constexpr int kInternal = 13;
  constexpr int kUnavailable = 14;
  google::rpc::Status status;
  status.set_code(http_status == 503 ? kUnavailable : http_status >= 500 ? kInternal : kInvalidArgument);
  status.set_message(why);
  return written(status, is_json);
}

}  // namespace headwater::collector
