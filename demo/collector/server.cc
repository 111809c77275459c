#include "server.h"

#include <sys/socket.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "answer.h"
#include "cors.h"
#include "ingest.h"
#include "page.h"
#include "read_api.h"
#include "refusal.h"

namespace headwater::collector {
namespace {

constexpr const char* kEnvelopePath = "/api/([0-9A-Za-z_-]{1,64})/envelope/?";
constexpr const char* kSavedEncoding = "X-Collector-Content-Encoding";

// A connection that is kept alive occupies a thread, and a browser keeps six for each page.
constexpr int kThreads = 32;
constexpr int kKeepAliveSeconds = 2;

// httplib acts on some headers before a handler is asked: it takes multipart bodies apart, cuts forms short
// and decompresses without limit. Here a body is bytes, whatever it is called, so these headers are taken out
// of its sight. The request is httplib's own variable and only handed out as const.
httplib::Server::HandlerResponse make_body_plain(const httplib::Request& request, httplib::Response&) {
  auto& headers = const_cast<httplib::Request&>(request).headers;
  headers.erase("Content-Type");
  headers.erase(kSavedEncoding);
  if (const auto encoding = headers.find("Content-Encoding"); encoding != headers.end()) {
    headers.emplace(kSavedEncoding, encoding->second);
    headers.erase("Content-Encoding");
  }
  // Without either header a request has no body; httplib would wait for the connection to end.
  if (request.method == "POST" && !request.has_header("Content-Length") &&
      !request.has_header("Transfer-Encoding")) {
    headers.emplace("Content-Length", "0");
  }
  return httplib::Server::HandlerResponse::Unhandled;
}

// Reads all of the body, so that the connection stays usable, but keeps no more than is allowed.
std::string read_body(const httplib::ContentReader& content, const httplib::Response& response) {
  std::string body;
  bool too_large = false;
  const bool complete = content([&](const char* data, std::size_t size) {
    too_large = too_large || body.size() + size > kMaxBodyBytes;
    if (!too_large) body.append(data, size);
    return true;
  });
  if (too_large || response.status == 413) {
    throw Refusal(413, "body too large", {"at most " + std::to_string(kMaxBodyBytes) + " bytes"});
  }
  if (!complete) throw Refusal(400, "body is incomplete");
  return body;
}

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

IngestRequest ingest_request(const httplib::Request& request, std::string_view body) {
  IngestRequest ingest;
  ingest.project = request.matches[1].str();
  ingest.credentials.query_key = request.get_param_value("sentry_key");
  ingest.credentials.query_client = request.get_param_value("sentry_client");
  ingest.credentials.header =
      request.get_header_value(request.has_header("X-Sentry-Auth") ? "X-Sentry-Auth" : "Authorization");
  ingest.content_encoding = request.get_header_value(kSavedEncoding);
  ingest.body = body;
  ingest.received = now();
  return ingest;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

}  // namespace

Server::Server(Store& store) : store_(store) {
  http_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http_.set_tcp_nodelay(true);
  http_.set_keep_alive_max_count(10000);
  http_.set_keep_alive_timeout(kKeepAliveSeconds);
  http_.set_payload_max_length(kMaxBodyBytes);
  // Not httplib's SO_REUSEPORT, with which a second collector would silently take half of the requests.
  http_.set_socket_options([](int socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  http_.set_default_headers({{"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"}});
  http_.set_pre_routing_handler(make_body_plain);
  http_.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
    if (response.body.empty())
      answer_refusal(response, Refusal(response.status, "not served", {request.path}));
  });
  add_ingest();
  add_readers();
  add_page();
}

void Server::add_ingest() {
  http_.Options(kEnvelopePath, answer_preflight);
  http_.Post(kEnvelopePath, [this](const httplib::Request& request, httplib::Response& response,
                                   const httplib::ContentReader& content) {
    allow_any_origin(response);
    guarded([&](const httplib::Request&, httplib::Response&) {
      try {
        const std::string body = read_body(content, response);
        const std::string id = ingest(store_, ingest_request(request, body));
        response.status = 200;
        answer_json(response, {{"id", id}});
      } catch (const Refusal& refusal) {
        std::fprintf(stderr, "refused an envelope: %d %s\n", refusal.status, one_line(refusal).c_str());
        throw;
      }
    })(request, response);
  });
}

void Server::add_readers() {
  const auto bound = [this](void (*endpoint)(Store&, const httplib::Request&, httplib::Response&)) {
    return guarded_reader([this, endpoint](const httplib::Request& request, httplib::Response& response) {
      endpoint(store_, request, response);
    });
  };
  http_.Get("/api/transactions", bound(list_transactions));
  http_.Get("/api/traces/([^/]+)", bound(get_trace));
  http_.Get("/api/envelopes/([^/]+)", bound(get_envelope));
  http_.Get("/api/health", guarded([this](const httplib::Request&, httplib::Response& response) {
              store_.check();
              answer_json(response, {{"status", "ok"}});
            }));
}

void Server::add_page() {
  for (const PageFile& file : page_files()) {
    // Of all paths only the dot of the extension means something in a regular expression, and it matches
    // itself.
    http_.Get(std::string(file.path), [&file](const httplib::Request&, httplib::Response& response) {
      response.set_header("Content-Security-Policy", kPagePolicy);
      response.set_header("Cache-Control", "no-cache");
      response.set_content(file.content.data(), file.content.size(), std::string(file.content_type));
    });
  }
}

Server::Handler Server::guarded(Handler handler) const {
  return [handler = std::move(handler)](const httplib::Request& request, httplib::Response& response) {
    try {
      handler(request, response);
    } catch (const Refusal& refusal) {
      answer_refusal(response, refusal);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s %s: %s\n", request.method.c_str(), request.path.c_str(), error.what());
      answer_refusal(response, Refusal(500, "internal error", {error.what()}));
    }
  };
}

Server::Handler Server::guarded_reader(Handler handler) const {
  return guarded(
      [this, handler = std::move(handler)](const httplib::Request& request, httplib::Response& response) {
        if (loopback_ && !is_for_loopback(request)) {
          throw Refusal(403, "not for this host", {"ask for localhost or 127.0.0.1"});
        }
        handler(request, response);
      });
}

int Server::bind(const std::string& host, int port) {
  loopback_ = is_loopback(host);
  const int bound = port == 0 ? http_.bind_to_any_port(host) : (http_.bind_to_port(host, port) ? port : -1);
  if (bound <= 0) throw std::runtime_error("can't listen on " + host + " port " + std::to_string(port));
  return bound;
}

void Server::run() {
  started_ = true;
  if (!stopping_) http_.listen_after_bind();
  finished_ = true;
}

void Server::stop() {
  stopping_ = true;
  // httplib forgets a stop that comes before its loop, so one that run() can't have seen waits for it.
  while (started_ && !finished_ && !http_.is_running())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  http_.stop();
}

}  // namespace headwater::collector
