#include "requests.h"

#include <string>

#include "limits.h"
#include "url.h"

namespace headwater {

bool start_request(Transaction& transaction, Handle handle, Handle parent, double at, RequestType type,
                   std::string_view method, std::string_view url, std::string_view page_origin) {
  const std::string stripped = strip_url(url);
  std::string description(method);
  description += ' ';
  description += label_of(stripped, page_origin);

  SpanRecord* span =
      transaction.start_span(handle, parent, at, at, "http.client", description, "auto.http.browser");
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

void finish_request(Transaction& transaction, SpanRecord& span, double at, int code, RequestOutcome outcome) {
  if (span.open()) {
    if (code >= 100) transaction.spans.set_data(span, "http.response.status_code", code);
    span.status = outcome == RequestOutcome::kAborted        ? Status::kCancelled
                  : outcome == RequestOutcome::kNetworkError ? Status::kInternalError
                                                             : status_of_http(code);
  }
  transaction.finish_span(span, at, at);
}

}  // namespace headwater
