#include "envelope.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "limits.h"

namespace headwater {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSdkName = "sentry.javascript.browser.headwater";

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// An object of which some members are JSON text already; nlohmann/json has no raw value, so they are joined in before
// the closing brace.
class Object {
 public:
  template <typename Value>
  void set(std::string_view key, const Value& value) {
    json_[std::string(key)] = value;
  }

  void set_raw(std::string_view key, std::string_view text) {
    if (!raw_.empty()) raw_ += ',';
    raw_ += dump(Json(key));
    raw_ += ':';
    raw_ += text;
  }

  bool empty() const { return json_.empty() && raw_.empty(); }

  std::string text() const {
    if (json_.empty()) return '{' + raw_ + '}';
    std::string text = dump(json_);
    if (!raw_.empty()) text.insert(text.size() - 1, ',' + raw_);
    return text;
  }

 private:
  Json json_ = Json::object();
  std::string raw_;
};

Json sdk(const Options& options) { return {{"name", kSdkName}, {"version", options.version}}; }

void add_data(Object& object, const SpanStore& spans, const SpanRecord& span) {
  for (const SpanValue* value : spans.data(span)) {
    const std::string_view key = spans.text(value->key);
    switch (value->kind) {
      case SpanValue::Kind::kNumber:
        // A whole number without ".0", as JavaScript would write it.
        if (std::abs(value->number) < 9e15 && value->number == std::trunc(value->number)) {
          object.set(key, static_cast<std::int64_t>(value->number));
        } else {
          object.set(key, value->number);
        }
        break;
      case SpanValue::Kind::kJson:
        object.set_raw(key, spans.text(value->text));
        break;
      default:
        object.set(key, spans.text(value->text));
    }
  }
}

Json tags_of(const SpanStore& spans, const SpanRecord& span) {
  Json tags = Json::object();
  for (const SpanValue* tag : spans.tags(span)) tags[std::string(spans.text(tag->key))] = spans.text(tag->text);
  return tags;
}

std::string span_text(const Transaction& transaction, const SpanRecord& span, const Options& options) {
  const auto id = [&](Handle handle) { return span_id(options.seed_high, options.seed_low, handle); };
  const SpanStore& spans = transaction.spans;
  const std::string_view op = spans.text(span.op);
  Object object;
  object.set("trace_id", transaction.context.trace_id);
  object.set("span_id", id(span.handle));
  object.set("parent_span_id", id(span.parent != 0 ? span.parent : transaction.handle()));
  object.set("op", op.empty() ? "default" : op);
  if (span.description != 0) object.set("description", spans.text(span.description));
  object.set("start_timestamp", epoch_seconds(transaction.context.anchor, span.start));
  object.set("timestamp", epoch_seconds(transaction.context.anchor, span.end));
  if (span.status != Status::kUnset) object.set("status", name(span.status));
  object.set("origin", spans.text(span.origin));
  if (const Json tags = tags_of(spans, span); !tags.empty()) object.set("tags", tags);
  Object data;
  add_data(data, spans, span);
  if (!data.empty()) object.set_raw("data", data.text());
  return object.text();
}

std::string trace_context(const Transaction& transaction, const Options& options, std::uint32_t dropped_spans) {
  const SpanStore& spans = transaction.spans;
  const SpanRecord& root = spans.root();
  const TransactionContext& context = transaction.context;
  const std::string_view op = spans.text(root.op);
  Object object;
  object.set("trace_id", context.trace_id);
  object.set("span_id", span_id(options.seed_high, options.seed_low, root.handle));
  if (!context.parent_span_id.empty()) object.set("parent_span_id", context.parent_span_id);
  object.set("op", op.empty() ? "default" : op);
  object.set("status", name(root.status == Status::kUnset ? Status::kOk : root.status));
  object.set("origin", spans.text(root.origin));
  Object data;
  data.set("sentry.op", op.empty() ? "default" : op);
  data.set("sentry.origin", spans.text(root.origin));
  data.set("sentry.source", context.source);
  if (dropped_spans > 0) data.set("headwater.dropped_spans", dropped_spans);
  add_data(data, spans, root);
  object.set_raw("data", data.text());
  return object.text();
}

std::string contexts(const Transaction& transaction, const Scope& scope, const Options& options, Drops& dropped,
                     std::uint32_t dropped_spans) {
  Object object;
  object.set_raw("trace", trace_context(transaction, options, dropped_spans));
  if (!dropped.empty()) {
    Json counts = Json::object();
    for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::kCount_); ++i) {
      const Drop reason = static_cast<Drop>(i);
      if (dropped[reason] > 0) counts[std::string(name(reason))] = dropped[reason];
    }
    object.set("headwater", Json{{"dropped", counts}});
    dropped.clear();
  }
  for (const Scope::Entry& entry : scope.values(Scope::Section::kContext)) {
    if (entry.key != "trace" && entry.key != "headwater") object.set_raw(entry.key, entry.value);
  }
  return object.text();
}

Json merged_tags(const Transaction& transaction, const Scope& scope) {
  Json tags = Json::object();
  for (const Scope::Entry& tag : scope.tags()) tags[tag.key] = tag.value;
  tags.update(tags_of(transaction.spans, transaction.spans.root()));
  return tags;
}

// All finished spans but the root, as a JSON array of at most `room` bytes.
std::string spans_text(const Transaction& transaction, const Options& options, std::size_t room,
                       std::uint32_t& left_out) {
  std::string text = "[";
  for (const SpanRecord& span : transaction.spans.all()) {
    if (&span == &transaction.spans.root()) continue;
    const std::string one = span_text(transaction, span, options);
    if (text.size() + one.size() + 2 > room) {
      ++left_out;
      continue;
    }
    if (text.size() > 1) text += ',';
    text += one;
  }
  return text + ']';
}

Json request_of(const Transaction& transaction, const Options& options) {
  Json headers = Json::object();
  if (!options.user_agent.empty()) headers["User-Agent"] = options.user_agent;
  if (!options.referrer.empty()) headers["Referer"] = options.referrer;
  Json request = {{"url", transaction.context.url}};
  if (!headers.empty()) request["headers"] = headers;
  return request;
}

}  // namespace

std::string transaction_payload(const Transaction& transaction, const Scope& scope, const Options& options,
                                std::string_view event_id, Drops& dropped) {
  const TransactionContext& context = transaction.context;
  const SpanRecord& root = transaction.spans.root();

  std::uint32_t left_out = 0;
  const std::string spans = spans_text(transaction, options, limits::kPayload, left_out);
  if (left_out > 0) dropped.add(Drop::kPayloadFull, left_out);

  Object event;
  event.set("type", "transaction");
  event.set("event_id", event_id);
  event.set("transaction", context.name);
  event.set("transaction_info", Json{{"source", context.source}});
  event.set("platform", "javascript");
  event.set("start_timestamp", epoch_seconds(context.anchor, root.start));
  event.set("timestamp", epoch_seconds(context.anchor, root.end));
  event.set("sdk", sdk(options));
  if (!options.release.empty()) event.set("release", options.release);
  event.set("environment", options.environment);
  if (const Json tags = merged_tags(transaction, scope); !tags.empty()) event.set("tags", tags);
  if (!context.url.empty()) event.set("request", request_of(transaction, options));
  if (!transaction.measurements.empty()) {
    Json measurements = Json::object();
    for (const Measurement& one : transaction.measurements) {
      const std::string_view unit = transaction.spans.text(one.unit);
      measurements[std::string(transaction.spans.text(one.name))] = {{"value", one.value},
                                                                     {"unit", unit.empty() ? "none" : unit}};
    }
    event.set("measurements", measurements);
  }
  for (const Scope::Entry& user : scope.values(Scope::Section::kUser)) event.set_raw("user", user.value);
  Object extra;
  for (const Scope::Entry& entry : scope.values(Scope::Section::kExtra)) extra.set_raw(entry.key, entry.value);
  if (!extra.empty()) event.set_raw("extra", extra.text());
  event.set_raw("contexts",
                contexts(transaction, scope, options, dropped, transaction.spans.dropped() + left_out));
  event.set_raw("spans", spans);
  return event.text();
}

std::string envelope(std::string_view payload, std::string_view event_id, std::string_view dsc,
                     std::string_view sent_at, const Options& options) {
  Object header;
  header.set("event_id", event_id);
  header.set("sent_at", sent_at);
  header.set("sdk", sdk(options));
  if (!options.dsn.empty()) header.set("dsn", options.dsn);
  if (!dsc.empty()) header.set_raw("trace", dsc);
  std::string text = header.text();
  text += '\n';
  text += dump(Json{{"type", "transaction"}, {"length", payload.size()}});
  text += '\n';
  text += payload;
  text += '\n';
  return text;
}

}  // namespace headwater
