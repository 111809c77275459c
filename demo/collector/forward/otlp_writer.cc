#include "demo/collector/forward/otlp_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "demo/collector/base/bytes_text.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.pb.h"

namespace headwater::collector {
namespace {

namespace otlp = opentelemetry::proto;
using otlp::trace::v1::Span;

void set_value(otlp::common::v1::AnyValue& to, const Json& value) {
  if (value.is_string())
    to.set_string_value(value.get<std::string>());
  else if (value.is_boolean())
    to.set_bool_value(value.get<bool>());
  else if (value.is_number_float() || (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX))
    to.set_double_value(value.get<double>());
  else if (value.is_number())
    to.set_int_value(value.get<std::int64_t>());
  else if (value.is_array()) {
    auto* array = to.mutable_array_value();
    for (const Json& entry : value) set_value(*array->add_values(), entry);
  } else if (value.is_object()) {
    auto* list = to.mutable_kvlist_value();
    for (const auto& [key, entry] : value.items()) {
      auto* pair = list->add_values();
      pair->set_key(key);
      set_value(*pair->mutable_value(), entry);
    }
  }
}

template <typename Owner>
void add_attribute(Owner& owner, const std::string& key, const Json& value) {
  if (value.is_null()) return;
  auto* attribute = owner.add_attributes();
  attribute->set_key(key);
  set_value(*attribute->mutable_value(), value);
}

template <typename Owner>
void add_attributes(Owner& owner, const Json& values) {
  for (const auto& [key, value] : values.items()) add_attribute(owner, key, value);
}

// To a microsecond, which is what a number of seconds since 1970 has.
std::uint64_t nanoseconds(double seconds) {
  return seconds > 0 ? static_cast<std::uint64_t>(std::llround(seconds * 1e6)) * 1000 : 0;
}

Span::SpanKind kind_of(const std::string& op) {
  if (op == "http.server" || op == "rpc.server" || op == "server") return Span::SPAN_KIND_SERVER;
  if (op.rfind("http.client", 0) == 0 || op == "rpc.client" || op == "client" || op == "db" ||
      op.rfind("db.", 0) == 0)
    return Span::SPAN_KIND_CLIENT;
  if (op == "queue.publish" || op == "producer") return Span::SPAN_KIND_PRODUCER;
  if (op == "queue.process" || op == "consumer") return Span::SPAN_KIND_CONSUMER;
  return Span::SPAN_KIND_INTERNAL;
}

void set_status(Span& span, const std::optional<std::string>& status) {
  if (!status) return;
  if (*status == "ok") {
    span.mutable_status()->set_code(otlp::trace::v1::Status::STATUS_CODE_OK);
  } else if (*status != "cancelled" && *status != "unknown") {
    span.mutable_status()->set_code(otlp::trace::v1::Status::STATUS_CODE_ERROR);
    span.mutable_status()->set_message(*status);
  }
}

void add_links(Span& span, const Json& holder) {
  const auto links = holder.find("links");
  if (links == holder.end() || !links->is_array()) return;
  for (const Json& link : *links) {
    if (!link.is_object()) continue;
    auto* added = span.add_links();
    added->set_trace_id(from_hex(string_member(link, "trace_id").value_or("")));
    added->set_span_id(from_hex(string_member(link, "span_id").value_or("")));
    add_attributes(*added, object_member(link, "attributes"));
  }
}

void write_span(Span& to, const SpanRow& span) {
  to.set_trace_id(from_hex(span.trace_id));
  to.set_span_id(from_hex(span.span_id));
  if (span.parent_id) to.set_parent_span_id(from_hex(*span.parent_id));
  to.set_name(span.description.value_or(span.op.value_or(span.span_id)));
  to.set_kind(kind_of(span.op.value_or("")));
  to.set_start_time_unix_nano(nanoseconds(span.start));
  to.set_end_time_unix_nano(nanoseconds(span.start + std::max(span.duration.value_or(0), 0.0)));
  if (span.op && !span.data.contains("sentry.op")) add_attribute(to, "sentry.op", *span.op);
  add_attributes(to, span.data);
  for (const auto& [key, value] : span.tags.items()) {
    if (!span.data.contains(key)) add_attribute(to, key, value);
  }
  set_status(to, span.status);
  add_links(to, span.extra);
}

SpanRow root_span(const TransactionRow& row) {
  SpanRow span;
  span.trace_id = row.trace_id;
  span.span_id = row.span_id;
  span.parent_id = row.parent_id;
  span.op = row.op;
  span.description = row.name;
  span.status = row.status;
  span.start = row.start;
  span.duration = row.duration;
  span.data = row.data;
  span.tags = row.tags;
  for (const auto& [name, measurement] : row.measurements.items()) {
    const Json& value =
        measurement.is_object() && measurement.contains("value") ? measurement["value"] : measurement;
    if (value.is_number()) span.data["measurement." + name] = value;
  }
  if (row.user && !span.data.contains("user.id")) span.data["user.id"] = *row.user;
  span.extra = object_member(object_member(row.body, "contexts"), "trace");
  return span;
}

// One request, with a resource for each service, environment and release.
class RequestWriter {
 public:
  explicit RequestWriter(const std::optional<std::string>& sdk) : sdk_(sdk) {}

  void add(const SpanRow& span, const std::optional<std::string>& service,
           const std::optional<std::string>& environment, const std::optional<std::string>& release) {
    auto [found, is_new] =
        scopes_.try_emplace({service.value_or(""), environment.value_or(""), release.value_or("")});
    if (is_new) {
      auto* resource_spans = request_.add_resource_spans();
      auto& resource = *resource_spans->mutable_resource();
      add_attribute(resource, "service.name", service.value_or("unknown_service"));
      if (environment) add_attribute(resource, "deployment.environment.name", *environment);
      if (release) add_attribute(resource, "service.version", *release);
      if (sdk_) add_attribute(resource, "telemetry.sdk.name", *sdk_);
      found->second = resource_spans->add_scope_spans();
      found->second->mutable_scope()->set_name("headwater-collector");
    }
    write_span(*found->second->add_spans(), span);
  }

  std::string text() const { return request_.resource_spans_size() == 0 ? "" : request_.SerializeAsString(); }

 private:
  const std::optional<std::string> sdk_;
  otlp::collector::trace::v1::ExportTraceServiceRequest request_;
  std::map<std::array<std::string, 3>, otlp::trace::v1::ScopeSpans*> scopes_;
};

}  // namespace

std::string otlp_of(const NewEnvelope& envelope) {
  RequestWriter request(envelope.sdk);
  if (envelope.transaction) {
    const TransactionRow& row = *envelope.transaction;
    request.add(root_span(row), row.service, row.environment, row.release);
    for (const SpanRow& span : row.spans) request.add(span, row.service, row.environment, row.release);
  }
  for (const LooseSpan& loose : envelope.loose)
    request.add(loose.span, loose.service, loose.environment, loose.release);
  return request.text();
}

}  // namespace headwater::collector
