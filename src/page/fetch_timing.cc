#include "src/page/fetch_timing.h"

#include <algorithm>
#include <cmath>

#include "src/base/string.h"
#include "src/record/clean_text.h"
#include "src/text/templates.h"
#include "src/text/url.h"

namespace headwater {
namespace {

constexpr struct {
  std::string_view key;
  double FetchTiming::*from;
  double FetchTiming::*to;
} kPhases[] = {
    {"http.request.redirect_duration", &FetchTiming::redirect_start, &FetchTiming::redirect_end},
    {"http.request.worker_duration", &FetchTiming::worker_start, &FetchTiming::fetch_start},
    {"http.request.dns_duration", &FetchTiming::domain_lookup_start, &FetchTiming::domain_lookup_end},
    {"http.request.connect_duration", &FetchTiming::connect_start, &FetchTiming::connect_end},
    {"http.request.tls_duration", &FetchTiming::secure_connection_start, &FetchTiming::connect_end},
    {"http.request.request_duration", &FetchTiming::request_start, &FetchTiming::response_start},
    {"http.request.response_duration", &FetchTiming::response_start, &FetchTiming::response_end},
};

// Whole microseconds of a time in ms: what is beyond is noise of subtracting.
double micros(double ms) { return std::floor(ms * 1000 + 0.5); }

// Takes what comes before the next `separator`, or all, off the front of `rest`.
std::string_view take_part(std::string_view& rest, char separator) {
  const std::string_view part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

void describe_server_timing(SpanStore& spans, SpanRecord& span, std::string_view lines,
                            const Options& options, bool document) {
  for (std::size_t i = 0; i < limits::kServerTimings && !lines.empty(); ++i) {
    std::string_view description = take_part(lines, '\n');
    const std::string_view name = take_part(description, '\t');
    const std::string_view duration = take_part(description, '\t');
    TraceContext context;
    if ((name == "sentry-trace" || name == "traceparent" || name == "trace") &&
        parse_trace_context(description, context)) {
      if (!document) spans.add_link(span, description, "server_timing");
      continue;
    }
    String key = "server_timing.";
    key += cut(name, limits::kKey / 2, spans.drops());
    spans.set_data_json(span, key, duration);
    if (!description.empty() && !matching_template(options.server_timing_descriptions, name).empty()) {
      spans.set_data(span, key += ".description", description);
    }
  }
}

}  // namespace

void describe_response(SpanStore& spans, SpanRecord& span, const FetchTiming& timing, const Options& options,
                       bool document) {
  const auto size = [&](std::string_view key, double bytes) {
    if (bytes > 0 || timing.response_start > 0) spans.set_data(span, key, bytes);
  };
  size("http.response_transfer_size", timing.transfer_size);
  size("http.response_content_length", timing.encoded_body_size);
  size("http.decoded_response_content_length", timing.decoded_body_size);
  const auto text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) spans.set_data(span, key, value);
  };
  if (timing.response_status > 0) spans.set_data(span, "http.response.status_code", timing.response_status);
  text("network.protocol.name", timing.protocol);
  text("http.response_delivery_type", timing.delivery_type);
  describe_server_timing(spans, span, timing.server_timing, options, document);
}

void describe_fetch(SpanStore& spans, SpanRecord& span, const ResourceTiming& timing,
                    const Options& options) {
  describe_response(spans, span, timing, options, false);
  if (!timing.render_blocking.empty()) {
    spans.set_data(span, "resource.render_blocking_status", timing.render_blocking);
  }
  for (const auto& [key, from, to] : kPhases) {
    if (timing.*from > 0 && timing.*to > timing.*from) {
      spans.set_data(span, key, micros(timing.*to - timing.*from) / 1000);
    }
  }
  if (timing.response_start > 0) {
    spans.set_data(span, "http.request.time_to_first_byte",
                   micros(timing.response_start - timing.start) / 1e6);
  } else if (timing.request_start == 0) {
    const std::string_view origin = origin_of(timing.url);
    if (!origin.empty() && origin != options.page_origin) {
      spans.set_data(span, "http.request.timing", "opaque (no Timing-Allow-Origin)");
    }
  }
}

}  // namespace headwater
