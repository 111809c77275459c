#pragma once

#include <string_view>

#include "src/record/options.h"
#include "src/record/span_store.h"

namespace headwater {

// The phases of a fetch as Resource Timing names them, and what it brought. Times in ms since the time
// origin; 0 means that a phase did not happen, or may not be seen across origins.
struct FetchTiming {
  double redirect_start, redirect_end;
  double worker_start;
  double fetch_start;
  double domain_lookup_start, domain_lookup_end;
  double connect_start, secure_connection_start, connect_end;
  double request_start, response_start, response_end;
  double transfer_size, encoded_body_size, decoded_body_size;  // bytes
  double response_status;                                      // 0: not to be seen
  std::string_view protocol;                                   // "h2", "http/1.1"...
  std::string_view delivery_type;                              // "cache", "navigational-prefetch"...
  std::string_view server_timing;  // one line per metric: name, duration, description, separated by tabs
};

struct ResourceTiming : FetchTiming {
  double start;
  double duration;
  std::string_view url;  // whole
  std::string_view initiator_type;
  std::string_view render_blocking;

  double end() const { return start + duration; }
};

// Sizes in bytes, HTTP status, protocol and kind of delivery, none for what the browser does not show, and
// what the server says of itself: `server_timing.<name>` in ms, and for the metrics that the options name
// also `server_timing.<name>.description`, which may be about the visitor. A metric that is a trace context
// (`sentry-trace`, `traceparent`, `trace`) is a link instead; of the document it is neither, because the page
// continues it.
void describe_response(SpanStore& spans, SpanRecord& span, const FetchTiming& timing, const Options& options,
                       bool document);

// The same of a resource or request, and how long its phases took: `http.request.<phase>_duration` in ms for
// those that took any time, `http.request.time_to_first_byte` since its start in seconds, as receivers know
// it. Where another origin does not let them be seen, `http.request.timing` says so.
void describe_fetch(SpanStore& spans, SpanRecord& span, const ResourceTiming& timing, const Options& options);

}  // namespace headwater
