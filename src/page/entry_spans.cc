#include "src/page/entry_spans.h"

#include <algorithm>

#include "src/base/string.h"
#include "src/text/url.h"

namespace headwater {
namespace {

constexpr std::string_view kTimingOrigin = "auto.resource.browser.metrics";
constexpr std::string_view kDocumentOrigin = "auto.ui.browser.metrics";

// An entry that began before the transaction starts where that does: a prerendered page, for example, was
// fetched before it was shown.
double clamp_start(const Transaction& transaction, double start) {
  return std::max(start, transaction.spans.root().start);
}

void add_phase(Transaction& transaction, CoreHandles& handles, std::string_view op,
               std::string_view description, double start, double end) {
  // A start may be 0 or less: WebKit rounds to a millisecond, Firefox may fetch before the time origin.
  if (!(end > 0 && end >= start && end >= transaction.spans.root().start)) return;
  transaction.add_finished(handles.next(), clamp_start(transaction, start), end, op, description,
                           kDocumentOrigin);
}

String resource_op(std::string_view initiator_type) {
  String op;
  op.reserve(initiator_type.size() + 16);
  op += "resource.";
  for (char c : initiator_type) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    op += plain ? c : '_';
  }
  if (initiator_type.empty()) op += "other";
  return op;
}

// What called the script, without queries: its own address, or a text that may have an address in it, as
// `IMG[src=/a.png?v=1].onload`.
String invoker_text(const LongAnimationFrame& frame) {
  const std::string_view invoker = frame.invoker;
  if (frame.invoker_type.ends_with("-script")) return strip_url(invoker);
  constexpr std::string_view kSource = "[src=";
  std::size_t begin = invoker.find(kSource);
  if (begin == invoker.npos) return String(invoker.substr(0, invoker.find('?')));
  begin += kSource.size();
  std::size_t end = invoker.rfind(']');
  // A text that was cut has no `]` at its end: one that is found is part of the address, which goes to the
  // end.
  if (end == invoker.npos || end < begin || invoker.find_first_of("/?#", end) != invoker.npos)
    end = invoker.size();
  String text = invoker.substr(0, begin);
  return text.append(strip_url(invoker.substr(begin, end - begin))).append(invoker.substr(end));
}

}  // namespace

void add_entry_span(Transaction& transaction, CoreHandles& handles, const Entry& entry) {
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
      break;
    case EntryKind::kLoadEvent:
      add_phase(transaction, handles, "browser.load_event", "load event", entry.start, end);
      transaction.idle.activity(end);
      break;
    case EntryKind::kLongTask:
      transaction.add_finished(handles.next(), start, end, "ui.long-task", "Main thread blocked",
                               kDocumentOrigin);
      break;
    case EntryKind::kHidden:
    case EntryKind::kVisible:
    case EntryKind::kRestoredPaint:
      break;
  }
}

void add_frame_span(Transaction& transaction, CoreHandles& handles, const LongAnimationFrame& frame) {
  SpanRecord* span = transaction.add_finished(handles.next(), clamp_start(transaction, frame.start),
                                              frame.start + frame.duration, "ui.long-animation-frame",
                                              "Main thread blocked", kDocumentOrigin);
  if (!span) return;
  SpanStore& spans = transaction.spans;
  spans.set_data(*span, "browser.blocking_duration", frame.blocking_duration);
  if (frame.invoker.empty() && frame.source_url.empty()) return;
  spans.set_data(*span, "browser.script.invoker", invoker_text(frame));
  spans.set_data(*span, "browser.script.invoker_type", frame.invoker_type);
  spans.set_data(*span, "browser.script.duration", frame.script_duration);
  spans.set_data(*span, "code.filepath", strip_url(frame.source_url));
  if (!frame.source_function_name.empty()) spans.set_data(*span, "code.function", frame.source_function_name);
  if (frame.script_char_position >= 0) {
    spans.set_data(*span, "browser.script.source_char_position", frame.script_char_position);
  }
}

void add_resource_span(Transaction& transaction, CoreHandles& handles, const ResourceTiming& timing,
                       const Options& options, bool repeats) {
  const String url = strip_url(timing.url, options.query_keys);
  const double end = timing.end();
  const bool minor = repeats || timing.duration > limits::kPatience ||
                     timing.initiator_type == "eventsource" || timing.initiator_type == "websocket";
  SpanRecord* span = transaction.add_finished(handles.next(), clamp_start(transaction, timing.start), end,
                                              resource_op(timing.initiator_type),
                                              label_of(url, options.page_origin), kTimingOrigin);
  if (!minor) transaction.idle.activity(end);
  if (!span) return;

  span->minor = minor;
  SpanStore& spans = transaction.spans;
  spans.set_data(*span, "url", url);
  spans.set_data(*span, "url.scheme", scheme_of(url));
  if (const std::string_view host = host_of(url); !host.empty())
    spans.set_data(*span, "server.address", host);
  spans.set_data_json(*span, "url.same_origin", origin_of(url) == options.page_origin ? "true" : "false");
  describe_fetch(spans, *span, timing, options);
  if (timing.response_status >= 400) span->status = status_of_http(static_cast<int>(timing.response_status));
  span->blocking = timing.render_blocking == "blocking";
}

void add_navigation_spans(Transaction& transaction, CoreHandles& handles, double at,
                          const NavigationTiming& timing, const Options& options) {
  const String url = strip_url(timing.url, options.query_keys);
  const std::string_view page = label_of(url, options.page_origin);
  const auto phase = [&](std::string_view op, double start, double end) {
    // A connection that was open already has phases without duration, which are left out.
    if (end > start) add_phase(transaction, handles, op, page, start, std::min(end, at));
  };
  phase("browser.unload_event", timing.unload_event_start, timing.unload_event_end);
  phase("browser.redirect", timing.redirect_start, timing.redirect_end);
  phase("browser.cache", timing.fetch_start, timing.domain_lookup_start);
  phase("browser.dns", timing.domain_lookup_start, timing.domain_lookup_end);
  phase("browser.connect", timing.connect_start, timing.connect_end);
  if (timing.secure_connection_start > 0) {
    phase("browser.tls_ssl", timing.secure_connection_start, timing.connect_end);
  }
  phase("browser.request", timing.request_start, timing.response_end);
  phase("browser.response", timing.response_start, timing.response_end);
  add_phase(transaction, handles, "browser.dom_content_loaded_event", page,
            timing.dom_content_loaded_event_start, std::min(timing.dom_content_loaded_event_end, at));
  SpanRecord& root = transaction.spans.root();
  describe_response(transaction.spans, root, timing, options, true);
  const auto number = [&](std::string_view key, double value) {
    if (value > 0) transaction.spans.set_data(root, key, value);
  };
  number("http.redirect_count", timing.redirect_count);
  number("performance.activationStart", timing.activation_start);
  if (!timing.type.empty()) transaction.spans.set_data(root, "browser.navigation.type", timing.type);
}

}  // namespace headwater
