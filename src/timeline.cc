#include "timeline.h"

#include <algorithm>
#include <string>

#include "url.h"

namespace headwater {
namespace {

constexpr std::string_view kTimingOrigin = "auto.resource.browser.metrics";
constexpr std::string_view kDocumentOrigin = "auto.ui.browser.metrics";

// What a transaction cannot contain whole starts where it does: a prerendered page was fetched before it was
// shown.
double clamp_start(const Transaction& transaction, double start) {
  return std::max(start, transaction.spans.root().start);
}

void add_phase(Transaction& transaction, CoreHandles& handles, std::string_view op,
               std::string_view description, double start, double end) {
  if (!(start > 0 && end > 0 && end >= start && end >= transaction.spans.root().start)) return;
  transaction.add_finished(handles.next(), clamp_start(transaction, start), end, op, description,
                           kDocumentOrigin);
}

// Sizes and status of what a fetch brought; nothing for what the browser does not show.
void describe_response(SpanStore& spans, SpanRecord& span, const FetchTiming& timing) {
  const bool opaque =
      timing.response_start == 0 && timing.transfer_size == 0 && timing.encoded_body_size == 0;
  if (!opaque) {
    spans.set_data(span, "http.response_transfer_size", timing.transfer_size);
    spans.set_data(span, "http.response_content_length", timing.encoded_body_size);
    spans.set_data(span, "http.decoded_response_content_length", timing.decoded_body_size);
  }
  if (timing.response_status > 0) spans.set_data(span, "http.response.status_code", timing.response_status);
  if (!timing.protocol.empty()) spans.set_data(span, "network.protocol.name", timing.protocol);
}

std::string resource_op(std::string_view initiator_type) {
  std::string op = "resource.";
  for (char c : initiator_type) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    op += plain ? c : '_';
  }
  return initiator_type.empty() ? op + "other" : op;
}

}  // namespace

void add_entry(Transaction& transaction, CoreHandles& handles, const Entry& entry) {
  const double start = clamp_start(transaction, entry.start);
  const double end = entry.start + entry.duration;
  switch (entry.kind) {
    case EntryKind::kMark:
      transaction.add_finished(handles.next(), start, end, "mark", entry.name, kTimingOrigin);
      break;
    case EntryKind::kMeasure:
      transaction.add_finished(handles.next(), start, end, "measure", entry.name, kTimingOrigin);
      break;
    case EntryKind::kPaint:
      transaction.add_finished(handles.next(), start, end, "paint", entry.name, kDocumentOrigin);
      if (entry.name == "first-paint") transaction.set_measurement("fp", entry.start, "millisecond");
      if (entry.name == "first-contentful-paint")
        transaction.set_measurement("fcp", entry.start, "millisecond");
      break;
    case EntryKind::kLoadEvent:
      add_phase(transaction, handles, "browser.load_event", "load event", entry.start, end);
      transaction.idle.activity(end);
      break;
  }
}

void add_resource(Transaction& transaction, CoreHandles& handles, const ResourceTiming& timing,
                  std::string_view page_origin) {
  const std::string url = strip_url(timing.url);
  const double end = timing.start + timing.duration;
  SpanRecord* span =
      transaction.add_finished(handles.next(), clamp_start(transaction, timing.start), end,
                               resource_op(timing.initiator_type), label_of(url, page_origin), kTimingOrigin);
  transaction.idle.activity(end);
  if (!span) return;

  SpanStore& spans = transaction.spans;
  spans.set_data(*span, "url", url);
  spans.set_data(*span, "url.scheme", scheme_of(url));
  if (const std::string_view host = host_of(url); !host.empty())
    spans.set_data(*span, "server.address", host);
  spans.set_data_json(*span, "url.same_origin", origin_of(url) == page_origin ? "true" : "false");
  describe_response(spans, *span, timing);
  if (!timing.render_blocking.empty()) {
    spans.set_data(*span, "resource.render_blocking_status", timing.render_blocking);
  }
  if (!timing.delivery_type.empty())
    spans.set_data(*span, "http.response_delivery_type", timing.delivery_type);
}

void add_navigation_timing(Transaction& transaction, CoreHandles& handles, const NavigationTiming& timing,
                           std::string_view page_origin) {
  const std::string url = strip_url(timing.url);
  const std::string_view page = label_of(url, page_origin);
  const auto phase = [&](std::string_view op, double start, double end) {
    add_phase(transaction, handles, op, page, start, end);
  };
  phase("browser.unload_event", timing.unload_event_start, timing.unload_event_end);
  phase("browser.redirect", timing.redirect_start, timing.redirect_end);
  phase("browser.cache", timing.fetch_start, timing.domain_lookup_start);
  phase("browser.dns", timing.domain_lookup_start, timing.domain_lookup_end);
  phase("browser.connect", timing.connect_start, timing.connect_end);
  phase("browser.tls_ssl", timing.secure_connection_start, timing.connect_end);
  phase("browser.request", timing.request_start, timing.response_end);
  phase("browser.response", timing.response_start, timing.response_end);
  phase("browser.dom_content_loaded_event", timing.dom_content_loaded_event_start,
        timing.dom_content_loaded_event_end);
  SpanRecord& root = transaction.spans.root();
  describe_response(transaction.spans, root, timing);
  if (timing.redirect_count > 0) {
    transaction.spans.set_data(root, "http.redirect_count", timing.redirect_count);
  }
}

}  // namespace headwater
