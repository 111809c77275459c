#include "src/outbox/vital_spans.h"

#include <string_view>
#include <utility>

#include "src/base/string.h"
#include "src/outbox/envelope.h"
#include "src/text/json_writer.h"

namespace headwater {

String vital_items(Transaction& vitals, const Options& options) {
  SpanStore& spans = vitals.spans;
  const String start = start_of_spans(vitals);
  const String segment = span_id(options.seed_high, options.seed_low, vitals.handle());
  JsonWriter items;
  for (std::size_t i = 0; i < vitals.measurements.size(); ++i) {
    SpanRecord& span = spans.all()[i + 1];
    // What a transaction says of all its spans.
    const struct {
      const char* key;
      const String& value;
    } common[] = {{"transaction", vitals.context.name},
                  {"release", options.release},
                  {"environment", options.environment},
                  {"user_agent.original", options.user_agent}};
    for (const auto& [key, value] : common) {
      if (!value.empty()) spans.set_data(span, key, value);
    }
    if (vitals.context.kind == TransactionKind::kPageload) {
      spans.set_data(span, "sentry.pageload.span_id", segment);
    }
    // That of an interaction is its value; the others take no time.
    const double exclusive_time = span.end > span.start ? vitals.measurements[i].value : 0;
    spans.set_data(span, "sentry.exclusive_time", exclusive_time);

    JsonWriter json;
    add_span(json, start, vitals, span, options);
    json.text.pop_back();
    json.number("exclusive_time", exclusive_time);
    json.string_behind(R"(,"segment_id":)", segment);
    json.open_behind(R"(,"measurements":{)");
    add_measurement(json, spans, vitals.measurements[i]);
    json.text += "}}";
    add_item(items, "span", json.text);
  }
  return std::move(items.text);
}

}  // namespace headwater
