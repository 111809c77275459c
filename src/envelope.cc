#include "envelope.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "limits.h"

namespace headwater {
namespace {

constexpr std::string_view kSdkName = "sentry.javascript.browser.headwater";

// The one place where nlohmann/json writes: a string or a number. Objects are joined from their members'
// texts, since some are JSON already, and nlohmann/json has no raw value.
std::string scalar(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string quoted(std::string_view text) { return scalar(text); }

// A whole number without ".0", as JavaScript would write it.
std::string number(double value) {
  std::string text = scalar(value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

class Object {
 public:
  // `json` is the value's text.
  void set_raw(std::string_view key, std::string_view json) {
    if (text_.size() > 1) text_ += ',';
    text_ += quoted(key);
    text_ += ':';
    text_ += json;
  }

  void set(std::string_view key, std::string_view value) { set_raw(key, quoted(value)); }

  void set_if(std::string_view key, std::string_view value) {
    if (!value.empty()) set(key, value);
  }

  // An object with members of its own.
  void set_if(std::string_view key, const Object& value) {
    if (value.text_.size() > 1) set_raw(key, value.text());
  }

  std::size_t size() const { return text_.size() + 1; }
  std::string text() const { return text_ + '}'; }

 private:
  std::string text_ = "{";
};

std::string sdk(const Options& options) {
  Object object;
  object.set("name", kSdkName);
  object.set("version", options.version);
  return object.text();
}

void add_data(Object& object, const SpanStore& spans, const SpanRecord& span) {
  for (const SpanValue* value : spans.data(span)) {
    const std::string_view text = spans.text(value->text);
    object.set_raw(spans.text(value->key), value->kind == SpanValue::Kind::kNumber ? number(value->number)
                                           : value->kind == SpanValue::Kind::kJson ? std::string(text)
                                                                                   : quoted(text));
  }
}

void add_tags(Object& object, const SpanStore& spans, const SpanRecord& span) {
  for (const SpanValue* tag : spans.tags(span)) object.set(spans.text(tag->key), spans.text(tag->text));
}

bool has_key(const SpanStore& spans, const std::vector<const SpanValue*>& values, std::string_view key) {
  return std::any_of(values.begin(), values.end(),
                     [&](const SpanValue* one) { return spans.text(one->key) == key; });
}

std::string_view op_of(const SpanStore& spans, const SpanRecord& span) {
  const std::string_view op = spans.text(span.op);
  return op.empty() ? "default" : op;
}

// The members that the root and the other spans share. Of nothing said, a transaction went well.
void add_ids(Object& object, const Transaction& transaction, const SpanRecord& span,
             std::string_view parent_span_id, const Options& options) {
  object.set("trace_id", transaction.context.trace_id);
  object.set("span_id", span_id(options.seed_high, options.seed_low, span.handle));
  object.set_if("parent_span_id", parent_span_id);
  object.set("op", op_of(transaction.spans, span));
  const bool is_root = &span == &transaction.spans.root();
  object.set_if("status", name(is_root && span.status == Status::kUnset ? Status::kOk : span.status));
  object.set_if("origin", transaction.spans.text(span.origin));
}

std::string span_text(const Transaction& transaction, const SpanRecord& span, const Options& options) {
  const SpanStore& spans = transaction.spans;
  const Handle parent = span.parent != 0 ? span.parent : transaction.handle();
  Object object;
  add_ids(object, transaction, span, span_id(options.seed_high, options.seed_low, parent), options);
  object.set_if("description", spans.text(span.description));
  object.set_raw("start_timestamp", epoch_seconds(transaction.context.anchor, span.start));
  object.set_raw("timestamp", epoch_seconds(transaction.context.anchor, span.end));
  Object tags, data;
  add_tags(tags, spans, span);
  add_data(data, spans, span);
  object.set_if("tags", tags);
  object.set_if("data", data);
  return object.text();
}

std::string trace_context(const Transaction& transaction, const Options& options,
                          std::uint32_t dropped_spans) {
  const SpanStore& spans = transaction.spans;
  const SpanRecord& root = spans.root();
  Object object;
  add_ids(object, transaction, root, transaction.context.parent_span_id, options);
  Object data;
  // What the page has set under one of these names takes its place.
  const std::vector<const SpanValue*> own = spans.data(root);
  const auto add = [&](std::string_view key, std::string_view value) {
    if (!has_key(spans, own, key)) data.set_if(key, value);
  };
  add("sentry.op", op_of(spans, root));
  add("sentry.origin", spans.text(root.origin));
  add("sentry.source", transaction.context.source);
  if (dropped_spans > 0 && !has_key(spans, own, "headwater.dropped_spans")) {
    data.set_raw("headwater.dropped_spans", number(dropped_spans));
  }
  add_data(data, spans, root);
  object.set_raw("data", data.text());
  return object.text();
}

std::string contexts(const Transaction& transaction, const Scope& scope, const Options& options,
                     const Drops& dropped, std::uint32_t dropped_spans) {
  Object object;
  object.set_raw("trace", trace_context(transaction, options, dropped_spans));
  Object counts, headwater;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::kCount_); ++i) {
    const Drop reason = static_cast<Drop>(i);
    if (dropped[reason] > 0) counts.set_raw(name(reason), number(dropped[reason]));
  }
  headwater.set_if("dropped", counts);
  object.set_if("headwater", headwater);
  for (const Scope::Entry& entry : scope.values(Scope::Section::kContext)) {
    if (entry.key != "trace" && entry.key != "headwater") object.set_raw(entry.key, entry.value);
  }
  return object.text();
}

Object merged_tags(const Transaction& transaction, const Scope& scope) {
  const SpanStore& spans = transaction.spans;
  const std::vector<const SpanValue*> own = spans.tags(spans.root());
  Object tags;
  for (const Scope::Entry& tag : scope.tags()) {
    if (!has_key(spans, own, tag.key)) tags.set(tag.key, tag.value);
  }
  add_tags(tags, spans, spans.root());
  return tags;
}

Object measurements(const Transaction& transaction) {
  Object object;
  for (const Measurement& one : transaction.measurements) {
    const std::string_view unit = transaction.spans.text(one.unit);
    Object measurement;
    measurement.set_raw("value", number(one.value));
    measurement.set("unit", unit.empty() ? "none" : unit);
    object.set_if(transaction.spans.text(one.name), measurement);
  }
  return object;
}

// All finished spans but the root, as a JSON array of at most `room` bytes.
std::string spans_text(const Transaction& transaction, const Options& options, std::size_t room,
                       std::uint32_t& left_out) {
  std::string text = "[";
  for (const SpanRecord& span : transaction.spans.all()) {
    if (&span == &transaction.spans.root()) continue;
    const std::string one = span_text(transaction, span, options);
    // One that is left out may be the parent of any that follows.
    if (left_out > 0 || text.size() + one.size() + 2 > room) {
      ++left_out;
      continue;
    }
    if (text.size() > 1) text += ',';
    text += one;
  }
  return text + ']';
}

Object request_of(const Transaction& transaction, const Options& options) {
  Object headers, request;
  headers.set_if("User-Agent", options.user_agent);
  headers.set_if("Referer", options.referrer);
  request.set("url", transaction.context.url);
  request.set_if("headers", headers);
  return request;
}

}  // namespace

std::string transaction_payload(const Transaction& transaction, const Scope& scope, const Options& options,
                                std::string_view event_id, Drops& dropped) {
  const TransactionContext& context = transaction.context;
  const SpanRecord& root = transaction.spans.root();

  Object event, info;
  info.set("source", context.source);
  event.set("type", "transaction");
  event.set("event_id", event_id);
  event.set("transaction", context.name);
  event.set_if("transaction_info", info);
  event.set("platform", "javascript");
  event.set_raw("start_timestamp", epoch_seconds(context.anchor, root.start));
  event.set_raw("timestamp", epoch_seconds(context.anchor, root.end));
  event.set_raw("sdk", sdk(options));
  event.set_if("release", options.release);
  event.set("environment", options.environment);
  event.set_if("tags", merged_tags(transaction, scope));
  if (!context.url.empty()) event.set_if("request", request_of(transaction, options));
  event.set_if("measurements", measurements(transaction));
  for (const Scope::Entry& user : scope.values(Scope::Section::kUser)) event.set_raw("user", user.value);
  Object extra;
  for (const Scope::Entry& entry : scope.values(Scope::Section::kExtra))
    extra.set_raw(entry.key, entry.value);
  event.set_if("extra", extra);

  // What is left for the spans; a little is kept back for the counts of those that find no room.
  const std::size_t others = event.size() + contexts(transaction, scope, options, dropped, 0).size() + 256;
  std::uint32_t left_out = 0;
  const std::string spans =
      spans_text(transaction, options, limits::kPayload - std::min(others, limits::kPayload), left_out);
  if (left_out > 0) dropped.add(Drop::kPayloadFull, left_out);
  event.set_raw("contexts",
                contexts(transaction, scope, options, dropped, transaction.spans.dropped() + left_out));
  dropped.clear();
  event.set_raw("spans", spans);
  return event.text();
}

std::string envelope(std::string_view payload, std::string_view event_id, std::string_view dsc,
                     std::string_view sent_at, const Options& options) {
  Object header, item;
  header.set("event_id", event_id);
  header.set("sent_at", sent_at);
  header.set_raw("sdk", sdk(options));
  header.set_if("dsn", options.dsn);
  if (!dsc.empty()) header.set_raw("trace", dsc);
  item.set("type", "transaction");
  item.set_raw("length", number(static_cast<double>(payload.size())));
  const std::string item_header = item.text();
  std::string text = header.text();
  for (const std::string_view line : {std::string_view(item_header), payload}) {
    text += '\n';
    text += line;
  }
  return text += '\n';
}

}  // namespace headwater
