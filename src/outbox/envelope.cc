#include "src/outbox/envelope.h"

#include <algorithm>
#include <utility>

#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/record/folding.h"
#include "src/record/limits.h"
#include "src/record/split.h"
#include "src/text/decimal.h"
#include "src/text/json_writer.h"

namespace headwater {
namespace {

void add_sdk(JsonWriter& json, const Options& options) {
  json.string_behind(R"(,"sdk":{"name":"sentry.javascript.browser.headwater","version":)", options.version);
  json.text += '}';
}

void add_data(JsonWriter& json, const SpanStore& spans, const SpanRecord& span) {
  for (const SpanValue* value : spans.data(span)) {
    const std::string_view key = spans.text(value->key);
    const std::string_view text = spans.text_of(*value);
    if (value->kind == SpanValue::Kind::kNumber) {
      json.number(key, value->number);
    } else if (value->kind == SpanValue::Kind::kJson) {
      json.raw(key, text);
    } else {
      json.string(key, text);
    }
  }
}

void add_tags(JsonWriter& json, const SpanStore& spans, const SpanRecord& span) {
  for (const SpanValue* tag : spans.tags(span)) json.string(spans.text(tag->key), spans.text(tag->text));
}

void add_links(JsonWriter& json, const SpanStore& spans, const SpanRecord& span) {
  bool any = false;
  for (const SpanValue* link : spans.links(span)) {
    TraceContext context;
    parse_trace_context(spans.text(link->text), context);
    json.text += any ? "," : R"(,"links":[)";
    any = true;
    json.string_behind(R"({"trace_id":)", context.trace_id);
    json.string_behind(R"(,"span_id":)", context.span_id);
    if (context.sampled >= 0) json.raw("sampled", context.sampled ? "true" : "false");
    const std::size_t attributes = json.open_behind(R"(,"attributes":{)");
    json.string_if("sentry.link.type", spans.text(link->key));
    json.close(attributes);
    json.text += '}';
  }
  if (any) json.text += ']';
}

bool has_tag(const SpanStore& spans, const SpanRecord& span, std::string_view key) {
  for (const SpanValue* tag : spans.tags(span)) {
    if (spans.text(tag->key) == key) return true;
  }
  return false;
}

std::string_view op_of(const SpanStore& spans, const SpanRecord& span) {
  const std::string_view op = spans.text(span.op);
  return op.empty() ? "default" : op;
}

void add_time(String& text, std::string_view name, const Transaction& transaction, double time) {
  append_epoch_seconds(text, name, transaction.context.anchor, time);
}

}  // namespace

// With room for two ids, which are written over it.
constexpr std::string_view kParent = R"(................","parent_span_id":"................","op":)";
constexpr std::size_t kParentId = kParent.size() - 16 - std::string_view(R"(","op":)").size();

String start_of_spans(const Transaction& transaction) {
  JsonWriter json;
  json.string_behind(R"({"trace_id":)", transaction.context.trace_id);
  json.text += R"(,"span_id":")";
  json.text += kParent;
  return std::move(json.text);
}

// There may be a thousand, so names are written with all that stands around them.
void add_span(JsonWriter& json, std::string_view start, const Transaction& transaction,
              const SpanRecord& span, const Options& options) {
  const SpanStore& spans = transaction.spans;
  String& text = json.text;
  const auto add_if = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) json.string_behind(name, value);
  };
  const std::size_t ids = text.size() + start.size() - kParent.size();
  json.string_behind(start, op_of(spans, span));
  const auto write_id = [&](std::size_t at, Handle handle) {
    write_span_id(text.data() + at, options.seed_high, options.seed_low, handle);
  };
  write_id(ids, span.handle);
  write_id(ids + kParentId, span.parent != 0 ? span.parent : transaction.handle());
  add_if(R"(,"status":)", name(span.status));
  // Receivers take what doesn't say for manual, and so most say nothing.
  if (const std::string_view origin = spans.text(span.origin); origin != "manual") {
    add_if(R"(,"origin":)", origin);
  }
  const std::string_view description = spans.text(span.description);
  if (span.folded) {
    String several = decimal(count_of(spans, span));
    several += " more";
    if (!description.empty()) several.append(" from ").append(description);
    json.string_behind(R"(,"description":)", several);
  } else {
    add_if(R"(,"description":)", description);
  }
  add_time(text, R"(,"start_timestamp":)", transaction, span.start);
  add_time(text, R"(,"timestamp":)", transaction, span.end);
  if (span.values != 0 || span.folded) {
    const std::size_t tags = json.open_behind(R"(,"tags":{)");
    add_tags(json, spans, span);
    json.close(tags);
    const std::size_t data = json.open_behind(R"(,"data":{)");
    if (span.folded) json.string_if("server.address", description);
    add_data(json, spans, span);
    json.close(data);
    add_links(json, spans, span);
  }
  text += '}';
}

void add_measurement(JsonWriter& json, const SpanStore& spans, const Measurement& measurement) {
  const std::string_view unit = spans.text(measurement.unit);
  json.open(spans.text(measurement.name));
  json.number("value", measurement.value);
  json.string_behind(R"(,"unit":)", unit.empty() ? "none" : unit);
  json.text += '}';
}

void add_item_header(JsonWriter& json, std::string_view type, std::size_t length) {
  json.string_behind(R"({"type":)", type);
  json.text += R"(,"length":)";
  append_decimal(json.text, length);
  json.text += "}\n";
}

void add_item(JsonWriter& json, std::string_view type, std::string_view payload) {
  if (payload.empty()) return;
  add_item_header(json, type, payload.size());
  json.text.append(payload) += '\n';
}

namespace {

void add_trace(JsonWriter& json, const Transaction& transaction, const Options& options) {
  const SpanStore& spans = transaction.spans;
  const SpanRecord& root = spans.root();
  json.string_behind(R"(,"contexts":{"trace":{"trace_id":)", transaction.context.trace_id);
  json.string_behind(R"(,"span_id":)", span_id(options.seed_high, options.seed_low, root.handle));
  json.string_if("parent_span_id", transaction.context.parent_span_id);
  json.string_behind(R"(,"op":)", op_of(spans, root));
  // Of nothing said, a transaction went well.
  json.string_behind(R"(,"status":)", name(root.status == Status::kUnset ? Status::kOk : root.status));
  json.string_if("origin", spans.text(root.origin));
  const std::size_t data = json.open_behind(R"(,"data":{)");
  // What the page has set under one of these names takes its place.
  const auto add = [&](std::string_view key, std::string_view value) {
    if (!spans.find_data(root, key)) json.string_if(key, value);
  };
  add("sentry.op", op_of(spans, root));
  add("sentry.origin", spans.text(root.origin));
  add("sentry.source", transaction.context.source);
  const auto add_count = [&](std::string_view key, std::uint32_t count) {
    if (count > 0 && !spans.find_data(root, key)) json.number(key, count);
  };
  add_count("headwater.dropped_spans", spans.dropped());
  add_count("headwater.folded_spans", count_folded(spans));
  add_data(json, spans, root);
  json.close(data);
  add_links(json, spans, root);
  json.text += '}';
}

void add_contexts(JsonWriter& json, const Transaction& transaction, const Scope& scope, bool whole,
                  const Options& options, const Drops& dropped) {
  add_trace(json, transaction, options);
  const std::size_t headwater = json.open_behind(R"(,"headwater":{)");
  const std::size_t counts = json.open_behind(R"("dropped":{)");
  for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::kCount_); ++i) {
    const Drop reason = static_cast<Drop>(i);
    if (dropped[reason] > 0) json.number(name(reason), dropped[reason]);
  }
  json.close(counts);
  json.close(headwater);
  for (const Scope::Entry& entry : scope.values(Scope::Section::kContext)) {
    if (whole && entry.key != "trace" && entry.key != "headwater") json.raw(entry.key, entry.value);
  }
  json.text += '}';
}

void add_merged_tags(JsonWriter& json, const Transaction& transaction, const Scope& scope) {
  const SpanStore& spans = transaction.spans;
  const std::size_t tags = json.open_behind(R"(,"tags":{)");
  for (const Scope::Entry& tag : scope.tags()) {
    if (!has_tag(spans, spans.root(), tag.key)) json.string(tag.key, tag.value);
  }
  add_tags(json, spans, spans.root());
  json.close(tags);
}

void add_measurements(JsonWriter& json, const Transaction& transaction) {
  const std::size_t measurements = json.open_behind(R"(,"measurements":{)");
  for (const Measurement& one : transaction.measurements) add_measurement(json, transaction.spans, one);
  json.close(measurements);
}

void add_request(JsonWriter& json, const Transaction& transaction, const Options& options) {
  if (transaction.context.url.empty()) return;
  json.string_behind(R"(,"request":{"url":)", transaction.context.url);
  const std::size_t headers = json.open_behind(R"(,"headers":{)");
  json.string_if("User-Agent", options.user_agent);
  json.string_if("Referer", options.referrer);
  json.close(headers);
  json.text += '}';
}

// What all spans but the root take at most, in a JSON array.
std::size_t most_bytes_of_spans(const SpanStore& spans) {
  // What stands around the texts of a span and of a value, and the longest escape of a letter.
  constexpr std::size_t kSpan = 400;
  constexpr std::size_t kValue = 40;
  constexpr std::size_t kEscape = 6;
  return spans.all().size() * kSpan + spans.value_count() * kValue + spans.named_bytes() * kEscape;
}

// What they take. What is twice too long is not counted to its end: keys that are kept once are written with
// every value, which may be tens of megabytes.
std::size_t bytes_of_spans(const Transaction& transaction, const Options& options) {
  const std::size_t most = 2 * limits::kPayload * transaction.spans.scale();
  const String start = start_of_spans(transaction);
  JsonWriter json;
  std::size_t bytes = 2;
  for (const SpanRecord& span : transaction.spans.all()) {
    if (bytes > most) break;
    if (&span == &transaction.spans.root()) continue;
    json.text.clear();
    add_span(json, start, transaction, span, options);
    bytes += json.text.size() + (bytes > 2 ? 1 : 0);
  }
  return bytes;
}

// Leaves so many spans: the others wait in `rest`, if there is one, or are folded and dropped.
void shrink(Transaction& transaction, std::size_t most, std::unique_ptr<Transaction>* rest) {
  if (rest) {
    split(transaction, most, *rest);
  } else {
    condense(transaction.spans, most, Drop::kPayloadFull);
  }
}

// Of many spans that are by far too much some tell how much: writing all of them for nothing takes long, and
// a page that is left may have many such transactions.
void shrink_roughly(Transaction& transaction, const Options& options, std::size_t most,
                    std::unique_ptr<Transaction>* rest) {
  constexpr std::uint32_t kSample = 64;
  const Vector<SpanRecord>& all = transaction.spans.all();
  const std::size_t count = all.size() - 1;
  if (count < 4 * kSample) return;
  const String start = start_of_spans(transaction);
  JsonWriter json;
  json.text = "[";
  for (std::uint32_t i = 0; i < kSample; ++i) {
    // A golden section further each time: what repeats itself is not always met at the same place.
    const std::size_t at = 1 + ((i * 2654435769u >> 16) * count >> 16);
    if (i > 0) json.text += ',';
    add_span(json, start, transaction, all[at], options);
  }
  const std::size_t bytes = json.text.size() * count / kSample;
  if (bytes > 2 * most) shrink(transaction, count * most / bytes, rest);
}

}  // namespace

PayloadStart start_payload(Transaction& transaction, const Scope& scope, const Options& options,
                           std::string_view event_id, Drops& dropped, std::size_t most,
                           std::unique_ptr<Transaction>* rest) {
  const TransactionContext& context = transaction.context;
  // Where the room is shared each byte counts.
  const bool is_shared = most < limits::kPayload * transaction.spans.scale();
  shrink_roughly(transaction, options, most, rest);

  for (bool whole = true;;) {
    JsonWriter json;
    json.string_behind(R"({"type":"transaction","event_id":)", event_id);
    json.string_behind(R"(,"transaction":)", context.name);
    json.string_behind(R"(,"transaction_info":{"source":)", context.source);
    add_time(json.text, R"(},"platform":"javascript","start_timestamp":)", transaction,
             transaction.spans.root().start);
    add_time(json.text, R"(,"timestamp":)", transaction, transaction.spans.root().end);
    add_sdk(json, options);
    json.string_if("release", options.release);
    json.string_behind(R"(,"environment":)", options.environment);
    add_merged_tags(json, transaction, scope);
    add_request(json, transaction, options);
    add_measurements(json, transaction);
    for (const Scope::Entry& user : scope.values(Scope::Section::kUser)) json.raw("user", user.value);
    const std::size_t extra = json.open_behind(R"(,"extra":{)");
    for (const Scope::Entry& entry : scope.values(Scope::Section::kExtra)) {
      if (whole) json.raw(entry.key, entry.value);
    }
    json.close(extra);
    add_contexts(json, transaction, scope, whole, options, dropped);

    json.text += R"(,"spans":[)";
    const std::size_t others = json.text.size() + 1;
    const std::size_t count = transaction.spans.all().size() - 1;
    const std::size_t room = most - std::min(others, most);
    std::size_t bytes = most_bytes_of_spans(transaction.spans);
    // A folded one is written with the host twice, which was kept once.
    if (is_shared || bytes > room || count_folded(transaction.spans) > 0) {
      bytes = bytes_of_spans(transaction, options);
    }
    if (bytes > room && count > 0) {
      // A guess, which is at least one span too low.
      shrink(transaction, count * room / bytes, rest);
    } else if (others > std::max(most, 2 * limits::kKeptPayload) && whole) {
      whole = false;
      transaction.spans.clear_values(transaction.spans.root());
      dropped.add(Drop::kPayloadFull);
    } else {
      dropped.clear();
      return {std::move(json.text), others + bytes - 1};
    }
  }
}

std::string_view Parts::next() {
  constexpr std::size_t kPart = 8 * 1024;
  String& text = json_.text;
  text.clear();
  if (stage_ == Stage::kStart) {
    stage_ = Stage::kTail;
    length_ = contents_.payload.size();
    if (const Transaction* transaction = contents_.transaction) {
      stage_ = Stage::kSpans;
      start_of_spans_ = start_of_spans(*transaction);
      // A part ends with the span that makes it long enough.
      text.reserve(kPart + 2048);
    }
    if (length_ > 0) return contents_.payload;
  }
  if (stage_ == Stage::kSpans) {
    const Vector<SpanRecord>& all = contents_.transaction->spans.all();
    for (; next_span_ < all.size() && text.size() < kPart; ++next_span_) {
      if (next_span_ > 1) text += ',';
      add_span(json_, start_of_spans_, *contents_.transaction, all[next_span_], *options_);
    }
    if (next_span_ == all.size()) {
      text += "]}";
      stage_ = Stage::kTail;
    }
    length_ += text.size();
    return text;
  }
  if (stage_ == Stage::kTail) {
    stage_ = Stage::kHead;
    if (!contents_.event_id.empty()) text += '\n';
    add_item(json_, "client_report", contents_.report);
    if (!text.empty()) return text;
  }
  if (stage_ == Stage::kHead) {
    stage_ = Stage::kEnd;
    json_.open();
    json_.string_if("event_id", contents_.event_id);
    json_.string("sent_at", contents_.sent_at);
    add_sdk(json_, *options_);
    json_.string_if("dsn", options_->dsn);
    if (!contents_.dsc.empty()) json_.raw("trace", contents_.dsc);
    text += "}\n";
    if (!contents_.event_id.empty()) add_item_header(json_, "transaction", length_);
    return text;
  }
  *this = {};
  return {};
}

}  // namespace headwater
