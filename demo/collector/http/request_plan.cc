#include "demo/collector/http/request_plan.h"

#include <regex>

#include "demo/collector/base/refusal.h"
#include "demo/collector/http/answer.h"
#include "demo/collector/http/request_body.h"
#include "demo/collector/http/request_head.h"

namespace headwater::collector {
namespace {

constexpr const char* kSavedEncoding = "X-Collector-Content-Encoding";
constexpr const char* kSavedType = "X-Collector-Content-Type";
constexpr const char* kUnclearHead = "X-Collector-Unclear-Head";

bool takes_a_body(const httplib::Request& request) {
  static const std::regex path(kEnvelopePath);
  return request.method == "POST" && (request.path == kOtlpPath || std::regex_match(request.path, path));
}

}  // namespace

// httplib acts on some headers before a handler is asked: it takes multipart bodies apart, cuts forms short
// and decompresses without limit. Here a body is bytes, whatever it is called, so these headers are taken out
// of its sight.
HttpServer::Plan plan_request(std::string_view head, httplib::Request& request) {
  auto& headers = request.headers;
  const auto move = [&headers](const char* from, const char* to) {
    headers.erase(to);
    const auto found = headers.find(from);
    if (found == headers.end()) return;
    headers.emplace(to, found->second);
    headers.erase(from);
  };
  move("Content-Type", kSavedType);
  move("Content-Encoding", kSavedEncoding);
  headers.erase(kUnclearHead);
  const bool clear = is_clear_head(head);
  if (!clear) headers.emplace(kUnclearHead, "yes");
  // httplib answers overlapping ranges one by one, a thousand times what there is.
  headers.erase("Range");
  request.ranges.clear();
  const BodyFraming framing = body_framing(request);
  // Without either header a request has no body; httplib would wait for the connection to end.
  if (framing.kind == BodyFraming::Kind::kNone && request.method == "POST") {
    headers.emplace("Content-Length", "0");
  }
  HttpServer::Plan plan;
  const bool readable =
      clear && (framing.kind == BodyFraming::Kind::kNone ||
                (framing.kind == BodyFraming::Kind::kLength && framing.length <= kMaxBodyBytes &&
                 (framing.length == 0 || takes_a_body(request))));
  // What may not be read to its end is not read to find the next request behind it.
  plan.last = !readable;
  if (plan.last) {
    headers.erase("Connection");
    headers.emplace("Connection", "close");
  }
  plan.body_bytes = 2 * kMaxBodyBytes;  // chunks of a byte each would be larger, and nobody sends such
  return plan;
}

// httplib would read any body, and only then look whether there is someone to take it.
httplib::Server::HandlerResponse refuse_early(const httplib::Request& request, httplib::Response& response) {
  if (request.has_header(kUnclearHead)) {
    const Refusal refusal(
        400, "head is unclear",
        {"expected lines of name:value that end in CRLF, at most one Host, and plain values "
         "of Content-Length and Transfer-Encoding"});
    takes_a_body(request) ? answer_refusal(response, refusal) : answer_error(response, refusal);
    return httplib::Server::HandlerResponse::Handled;
  }
  const BodyFraming framing = body_framing(request);
  const bool has_body = framing.kind != BodyFraming::Kind::kNone &&
                        (framing.kind != BodyFraming::Kind::kLength || framing.length > 0);
  if (!has_body || takes_a_body(request)) return httplib::Server::HandlerResponse::Unhandled;
  answer_error(response, Refusal(404, "not served", {"nothing takes a body here: " + request.path}));
  return httplib::Server::HandlerResponse::Handled;
}

std::string content_encoding(const httplib::Request& request) {
  return request.get_header_value(kSavedEncoding);
}

std::string content_type(const httplib::Request& request) { return request.get_header_value(kSavedType); }

}  // namespace headwater::collector
