#include "vital_spans.h"

#include <string_view>
#include <utility>

#include "envelope.h"
#include "json_writer.h"

namespace headwater {

std::string vital_items(Transaction& vitals, const Options& options) {
  SpanStore& spans = vitals.spans;
  const std::string start = start_of_spans(vitals);
  const std::string segment = span_id(options.seed_high, options.seed_low, vitals.handle());
  JsonWriter items;
  for (std::size_t i = 0; i < vitals.measurements.size(); ++i) {
    SpanRecord& span = spans.all()[i + 1];
    const auto add = [&](std::string_view key, std::string_view value) {
      if (!value.empty()) spans.set_data(span, key, value);
    };
    // What a transaction says of all its spans.
    add("transaction", vitals.context.name);
    add("release", options.release);
    add("environment", options.environment);
    add("user_agent.original", options.user_agent);
    if (vitals.context.kind == TransactionKind::kPageload) add("sentry.pageload.span_id", segment);
    // That of an interaction is its value; the others take no time.
    const double exclusive_time = span.end > span.start ? vitals.measurements[i].value : 0;
    spans.set_data(span, "sentry.exclusive_time", exclusive_time);

    JsonWriter json;
    add_span(json, start, vitals, span, options);
    json.text.pop_back();
    json.number("exclusive_time", exclusive_time);
    json.string("segment_id", segment);
    const std::size_t measurements = json.open("measurements");
    add_measurement(json, spans, vitals.measurements[i]);
    json.close(measurements);
    json.text += '}';
    add_item(items, "span", json.text);
  }
  return std::move(items.text);
}

}  // namespace headwater
