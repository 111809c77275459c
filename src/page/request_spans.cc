#include "src/page/request_spans.h"

#include <algorithm>

#include "src/base/string.h"
#include "src/text/fingerprint.h"
#include "src/text/url.h"

namespace headwater {

bool start_request_span(Transaction& transaction, Handle handle, Handle parent, double at, RequestType type,
                        std::string_view method, std::string_view url, const Options& options, bool minor) {
  const String stripped = strip_url(url, options.query_keys);
  String description(method);
  description += ' ';
  description += label_of(stripped, options.page_origin);

  SpanRecord* span =
      transaction.start_span(handle, parent, at, at, "http.client", description, "auto.http.browser", minor);
  if (!span) return false;
  span->request = true;
  SpanStore& spans = transaction.spans;
  spans.set_data(*span, "type", type == RequestType::kXhr ? "xhr" : "fetch");
  spans.set_data(*span, "http.request.method", method);
  spans.set_data(*span, "url", stripped);
  if (const std::string_view host = host_of(stripped); !host.empty()) {
    spans.set_data(*span, "server.address", host);
  }
  return true;
}

std::uint64_t request_group(std::string_view method, std::string_view url) {
  String group(method);
  group += strip_url(url);
  return fingerprint(group);
}

void finish_request_span(Transaction& transaction, SpanRecord& span, double at, int code,
                         RequestOutcome outcome, double body_end, bool body_follows) {
  if (!span.open()) return transaction.finish_span(span, at, at);
  if (code >= 100) transaction.spans.set_data(span, "http.response.status_code", code);
  if (is_failure(outcome)) {
    span.status = outcome == RequestOutcome::kAborted    ? Status::kCancelled
                  : outcome == RequestOutcome::kTimedOut ? Status::kDeadlineExceeded
                                                         : Status::kInternalError;
    return transaction.finish_span(span, at, at);
  }
  if (code >= 100) span.status = status_of_http(code);
  if (body_end <= at) {
    end_with_body(transaction, span, body_end, at);
  } else if (outcome == RequestOutcome::kStream) {
    transaction.release(span, at, true);
  } else if (body_follows && (!span.minor || transaction.context.kind == TransactionKind::kFollowUp)) {
    span.end = std::max(at, span.start);
    span.awaits = true;
  } else {
    transaction.finish_span(span, at, at);
  }
}

void end_with_body(Transaction& transaction, SpanRecord& span, double end, double at) {
  if ((span.open() || span.awaits) && !span.minor) transaction.idle.child_ended(at);
  span.awaits = false;
  span.end = std::max(end, span.start);
}

}  // namespace headwater
