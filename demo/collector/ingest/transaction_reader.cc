#include "demo/collector/ingest/transaction_reader.h"

#include <charconv>
#include <stdexcept>

#include "demo/collector/base/hex_id.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/ingest/members.h"
#include "src/text/url.h"

namespace headwater::collector {
namespace {

const Members kMembers("malformed transaction");

[[noreturn]] void refuse(const std::string& why) { kMembers.refuse(why); }
const Json& member(const Json& object, const char* key) { return kMembers.member(object, key); }

std::string needed_id(const Json& object, const char* key, std::size_t length, const std::string& where) {
  return kMembers.needed_id(object, key, length, where);
}

// A text as it is, any other value as JSON.
std::string as_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

// Tags come as an object, or as pairs from older SDKs.
Json read_tags(const Json& value) {
  Json tags = Json::object();
  if (value.is_object()) {
    for (const auto& [key, tag] : value.items()) {
      if (!tag.is_null()) tags[key] = as_text(tag);
    }
  } else if (value.is_array()) {
    if (value.size() > kMaxJsonMembers) refuse("more than " + std::to_string(kMaxJsonMembers) + " tags");
    for (const Json& pair : value) {
      if (pair.is_array() && pair.size() == 2 && pair[0].is_string() && !pair[1].is_null()) {
        tags[pair[0].get<std::string>()] = as_text(pair[1]);
      }
    }
  }
  return tags;
}

// Of a page in a browser, the site that it belongs to.
std::optional<std::string> site_of(const Json& body) {
  if (string_member(body, "platform") != "javascript") return std::nullopt;  // Node's SDKs say "node"
  const auto address = string_member(object_member(body, "request"), "url");
  if (!address) return std::nullopt;
  const String url = strip_url(*address);
  const std::string_view scheme = scheme_of(url);
  const std::string_view host = host_of(url);
  if (host.empty() || (scheme != "http" && scheme != "https")) return std::nullopt;
  return std::string(host);
}

// What names the part of the system that recorded this: what it says itself, else a page's site or its SDK.
std::optional<std::string> service_of(const TransactionRow& row) {
  if (const auto named = string_member(row.data, "service.name")) return named;
  for (const char* tag : {"service.name", "service"}) {
    if (const auto tagged = string_member(row.tags, tag)) return tagged;
  }
  if (const auto site = site_of(row.body)) return site;
  return string_member(object_member(row.body, "sdk"), "name");
}

std::optional<std::string> user_of(const Json& user) {
  for (const char* key : {"id", "email", "username", "ip_address"}) {
    const auto value = user.find(key);
    if (value != user.end() && !value->is_null() && !value->is_structured()) return as_text(*value);
  }
  return std::nullopt;
}

SpanRow read_span(Json& span, const std::string& trace_id, const std::string& where) {
  if (!span.is_object()) refuse(where + " is not an object");
  SpanRow row;
  row.span_id = needed_id(span, "span_id", kSpanIdLength, where);
  row.trace_id =
      string_member(span, "trace_id") ? needed_id(span, "trace_id", kTraceIdLength, where) : trace_id;
  row.parent_id = kMembers.parent_id(span, where);
  row.op = string_member(span, "op");
  row.description = string_member(span, "description");
  row.status = string_member(span, "status");
  row.start = kMembers.needed_time(span, "start_timestamp", where + ".");
  if (!member(span, "timestamp").is_null())
    row.duration = kMembers.needed_time(span, "timestamp", where + ".") - row.start;
  row.data = object_member(span, "data");
  row.tags = read_tags(member(span, "tags"));
  for (const char* key : {"span_id", "trace_id", "parent_span_id", "op", "description", "status",
                          "start_timestamp", "timestamp", "data", "tags"}) {
    span.erase(key);
  }
  row.extra = std::move(span);
  return row;
}

}  // namespace

std::optional<double> read_sample_rate(const Json& value) {
  double rate = 0;
  if (value.is_number()) {
    rate = value.get<double>();
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    std::from_chars(text.data(), text.data() + text.size(), rate);
  }
  return rate > 0 && rate <= 1 ? std::optional(rate) : std::nullopt;
}

TransactionRow read_transaction(std::string_view payload, const std::string& event_id) {
  if (payload.size() > kMaxTransactionBytes) {
    throw Refusal(
        413, "transaction too large",
        {std::to_string(payload.size()) + " bytes, at most " + std::to_string(kMaxTransactionBytes)});
  }
  TransactionRow row;
  try {
    row.body = parse_json_object(payload);
  } catch (const std::invalid_argument& error) {
    refuse(std::string("payload: ") + error.what());
  }
  Json spans = member(row.body, "spans");
  row.body.erase("spans");

  const Json& trace = member(object_member(row.body, "contexts"), "trace");
  if (!trace.is_object()) refuse("contexts.trace is missing");
  if (const auto type = string_member(row.body, "type"); type && *type != "transaction") {
    refuse("type is not \"transaction\": " + *type);
  }
  const bool has_id = string_member(row.body, "event_id").has_value();
  row.event_id = !event_id.empty() ? event_id
                 : has_id          ? needed_id(row.body, "event_id", kTraceIdLength, "transaction")
                                   : new_event_id();
  row.trace_id = needed_id(trace, "trace_id", kTraceIdLength, "contexts.trace");
  row.span_id = needed_id(trace, "span_id", kSpanIdLength, "contexts.trace");
  row.parent_id = kMembers.parent_id(trace, "contexts.trace");
  row.name = string_member(row.body, "transaction").value_or("<unlabeled transaction>");
  row.op = string_member(trace, "op");
  row.status = string_member(trace, "status");
  row.environment = string_member(row.body, "environment");
  row.release = string_member(row.body, "release");
  row.start = kMembers.needed_time(row.body, "start_timestamp", "");
  row.duration = kMembers.needed_time(row.body, "timestamp", "") - row.start;
  row.tags = read_tags(member(row.body, "tags"));
  row.measurements = object_member(row.body, "measurements");
  row.data = object_member(trace, "data");
  row.service = service_of(row);
  row.user = user_of(object_member(row.body, "user"));
  row.sample_rate = read_sample_rate(member(row.data, "sentry.sample_rate"));
  if (spans.is_null()) return row;
  if (!spans.is_array()) refuse("spans is not an array");
  row.spans.reserve(spans.size());
  for (Json& span : spans) {
    row.spans.push_back(read_span(span, row.trace_id, "spans[" + std::to_string(row.spans.size()) + "]"));
  }
  return row;
}

}  // namespace headwater::collector
