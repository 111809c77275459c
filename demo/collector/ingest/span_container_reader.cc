#include "demo/collector/ingest/span_container_reader.h"

#include <stdexcept>

#include "demo/collector/base/hex_id.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/ingest/attributes.h"
#include "demo/collector/ingest/members.h"

namespace headwater::collector {
namespace {

const Members kMembers("malformed span container");

// {"key":{"type":…,"value":…,"unit":…}} as {"key":…}.
Json read_attributes(const Json& attributes) {
  Json values = Json::object();
  for (const auto& [key, attribute] : attributes.items()) {
    const Json& value = attribute.is_object() ? kMembers.member(attribute, "value") : attribute;
    if (!value.is_null()) values[key] = value;
  }
  return values;
}

// Web vitals as attributes of a segment: lcp.value, browser.web_vital.lcp.value.
Json measurements_of(const Json& data) {
  Json measurements = Json::object();
  for (const char* vital : {"fp", "fcp", "lcp", "cls", "inp", "ttfb"}) {
    const std::string name = vital;
    for (const std::string& key : {"browser.web_vital." + name + ".value", name + ".value", name}) {
      const auto value = data.find(key);
      if (value == data.end() || !value->is_number()) continue;
      measurements[name] = {{"value", *value}, {"unit", name == "cls" ? "" : "millisecond"}};
      break;
    }
  }
  return measurements;
}

std::optional<std::string> read_status(const Json& span, const Json& data) {
  const auto status = string_member(span, "status");
  return status == "error" ? std::optional(failure_status(data)) : status;
}

TransactionRow root_of(const SpanRow& span, std::string name, std::optional<double> sample_rate) {
  TransactionRow row;
  row.event_id = derived_event_id(span.trace_id, span.span_id);
  row.trace_id = span.trace_id;
  row.span_id = span.span_id;
  row.parent_id = span.parent_id;
  row.name = std::move(name);
  row.op = span.op;
  row.status = span.status;
  row.start = span.start;
  row.duration = span.duration.value_or(0);
  row.data = span.data;
  row.sample_rate = sample_rate;
  read_common_attributes(span.data, row);
  if (!row.service) row.service = text_attribute(span.data, {"sentry.sdk.name"});
  row.tags = tags_of(span.data);
  row.measurements = measurements_of(span.data);
  row.body = span.extra;
  return row;
}

LooseSpan read_span(const Json& item, const std::string& where, std::optional<double> sample_rate) {
  if (!item.is_object()) kMembers.refuse(where + " is not an object");
  LooseSpan loose;
  SpanRow& span = loose.span;
  span.trace_id = kMembers.needed_id(item, "trace_id", kTraceIdLength, where);
  span.span_id = kMembers.needed_id(item, "span_id", kSpanIdLength, where);
  span.parent_id = kMembers.parent_id(item, where);
  span.data = read_attributes(object_member(item, "attributes"));
  span.op = text_attribute(span.data, {"sentry.op"});
  const std::string name = string_member(item, "name").value_or("<unlabeled span>");
  span.description = name;
  span.status = read_status(item, span.data);
  span.start = kMembers.needed_time(item, "start_timestamp", where + ".");
  if (!kMembers.member(item, "end_timestamp").is_null())
    span.duration = kMembers.needed_time(item, "end_timestamp", where + ".") - span.start;
  if (const Json& links = kMembers.member(item, "links"); links.is_array()) {
    span.extra["links"] = links;
    for (Json& link : span.extra["links"]) {
      if (link.is_object() && link.contains("attributes") && link["attributes"].is_object())
        link["attributes"] = read_attributes(link["attributes"]);
    }
  }
  const Json& is_segment = kMembers.member(item, "is_segment");
  if (const auto segment = text_attribute(span.data, {"sentry.segment.id"}))
    loose.segment = read_hex_id(*segment, kSpanIdLength);
  const bool alone = !span.parent_id && (!loose.segment || *loose.segment == span.span_id);
  if (alone || (is_segment.is_boolean() && is_segment.get<bool>())) {
    loose.root =
        root_of(span, text_attribute(span.data, {"sentry.segment.name"}).value_or(name), sample_rate);
  }
  if (span.op && span.op->starts_with("ui.webvital.")) loose.measurements = measurements_of(span.data);
  loose.transaction_name = text_attribute(span.data, {"sentry.segment.name"}).value_or("");
  loose.service = text_attribute(span.data, {"service.name", "sentry.sdk.name"});
  loose.environment = text_attribute(span.data, {"sentry.environment"});
  loose.release = text_attribute(span.data, {"sentry.release"});
  return loose;
}

}  // namespace

std::vector<LooseSpan> read_span_container(std::string_view payload, std::optional<double> sample_rate) {
  if (payload.size() > kMaxSpanContainerBytes) {
    throw Refusal(
        413, "span container too large",
        {std::to_string(payload.size()) + " bytes, at most " + std::to_string(kMaxSpanContainerBytes)});
  }
  Json container;
  try {
    container = parse_json_object(payload);
  } catch (const std::invalid_argument& error) {
    kMembers.refuse(std::string("payload: ") + error.what());
  }
  const Json& items = kMembers.member(container, "items");
  if (!items.is_array()) kMembers.refuse("items is not an array");
  if (items.size() > kMaxSpansInContainer)
    kMembers.refuse("more than " + std::to_string(kMaxSpansInContainer) + " spans");
  std::vector<LooseSpan> spans;
  for (const Json& item : items)
    spans.push_back(read_span(item, "items[" + std::to_string(spans.size()) + "]", sample_rate));
  return spans;
}

}  // namespace headwater::collector
