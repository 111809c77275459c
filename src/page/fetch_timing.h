#pragma once

#include <string_view>

#include "src/record/options.h"
#include "src/record/span_store.h"

namespace headwater {

// The phases of a fetch as Resource Timing names them, and what it brought. Times in ms since the time
// origin; 0, the default, means that a phase did not happen, or may not be seen across origins.
struct FetchTiming {
  double redirect_start = 0, redirect_end = 0;
  double worker_start = 0;
  double fetch_start = 0;
  double domain_lookup_start = 0, domain_lookup_end = 0;
  double connect_start = 0, secure_connection_start = 0, connect_end = 0;
  double request_start = 0, response_start = 0, response_end = 0;
  double transfer_size = 0, encoded_body_size = 0, decoded_body_size = 0;  // bytes
  double response_status = 0;                                              // 0: not to be seen
  std::string_view protocol;                                               // "h2", "http/1.1"...
  std::string_view delivery_type;  // "cache", "navigational-prefetch"...
  std::string_view server_timing;  // one line per metric: name, duration, description, separated by tabs
};

struct ResourceTiming : FetchTiming {
  double start = 0;
  double duration = 0;
  std::string_view url;  // whole
  std::string_view initiator_type;
  std::string_view render_blocking;

  double end() const { return start + duration; }
};

// Sets data: the sizes in bytes, HTTP status, protocol and kind of delivery, as far as the browser shows
// them, and what `Server-Timing` says: `server_timing.<name>` in ms, and for the metrics that the options
// name also `server_timing.<name>.description`, which may be about the visitor. A metric that is a trace
// context (`sentry-trace`, `traceparent`, `trace`) becomes a link instead; with `document` it is left out,
// because the page continues that trace.
void describe_response(SpanStore& spans, SpanRecord& span, const FetchTiming& timing, const Options& options,
                       bool document);

// Does the same for a resource or request, and sets how long its phases took: `http.request.<phase>_duration`
// in ms for those that took any time, and `http.request.time_to_first_byte` since its start in seconds, the
// unit that receivers expect. If another origin does not let the phases be seen, `http.request.timing` says
// so.
void describe_fetch(SpanStore& spans, SpanRecord& span, const ResourceTiming& timing, const Options& options);

}  // namespace headwater
