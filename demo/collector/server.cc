#include "server.h"

#include <chrono>
#include <cstdio>
#include <regex>
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
constexpr const char* kResourcePolicy = "Cross-Origin-Resource-Policy";
constexpr const char* kSavedEncoding = "X-Collector-Content-Encoding";

constexpr std::size_t kMaxBodiesInMemory = 256 << 20;
// Decompressing, reading and storing take a multiple of an envelope's size.
constexpr int kIngestsAtOnce = 2;

bool takes_a_body(const httplib::Request& request) {
  static const std::regex path(kEnvelopePath);
  return request.method == "POST" && std::regex_match(request.path, path);
}

// httplib acts on some headers before a handler is asked: it takes multipart bodies apart, cuts forms short
// and decompresses without limit. Here a body is bytes, whatever it is called, so these headers are taken out
// of its sight.
HttpServer::Plan plan_request(httplib::Request& request) {
  auto& headers = request.headers;
  headers.erase("Content-Type");
  headers.erase(kSavedEncoding);
  if (const auto encoding = headers.find("Content-Encoding"); encoding != headers.end()) {
    headers.emplace(kSavedEncoding, encoding->second);
    headers.erase("Content-Encoding");
  }
  // httplib answers overlapping ranges one by one, a thousand times what there is.
  headers.erase("Range");
  request.ranges.clear();
  const BodyFraming framing = body_framing(request);
  // Without either header a request has no body; httplib would wait for the connection to end.
  if (framing.kind == BodyFraming::Kind::kNone && request.method == "POST") {
    headers.emplace("Content-Length", "0");
  }
  HttpServer::Plan plan;
  const bool readable = framing.kind == BodyFraming::Kind::kNone ||
                        (framing.kind == BodyFraming::Kind::kLength && framing.length <= kMaxBodyBytes &&
                         (framing.length == 0 || takes_a_body(request)));
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
httplib::Server::HandlerResponse refuse_bodies(const httplib::Request& request, httplib::Response& response) {
  const BodyFraming framing = body_framing(request);
  const bool has_body = framing.kind != BodyFraming::Kind::kNone &&
                        (framing.kind != BodyFraming::Kind::kLength || framing.length > 0);
  if (!has_body || takes_a_body(request)) return httplib::Server::HandlerResponse::Unhandled;
  answer_refusal(response, Refusal(404, "not served", {"nothing takes a body here: " + request.path}));
  return httplib::Server::HandlerResponse::Handled;
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

// One of the ingests that may run at once; waits until it is its turn.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& turns) : turns_(turns) { turns_.acquire(); }
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<>& turns_;
};

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

}  // namespace

Server::Server(Store& store, const ConnectionLimits& limits)
    : store_(store), bodies_(kMaxBodiesInMemory), ingesting_(kIngestsAtOnce), http_(limits, plan_request) {
  http_.set_default_headers({{"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"}});
  http_.set_pre_routing_handler(refuse_bodies);
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
        const RequestBody body(request, content, kMaxBodyBytes, bodies_);
        const Turn turn(ingesting_);
        const std::string id = ingest(store_, ingest_request(request, body.bytes()));
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
  http_.Get("/api/discarded", bound(list_discarded));
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
      response.set_header(kResourcePolicy, "same-origin");
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
    } catch (const DatabaseBusy& error) {
      std::fprintf(stderr, "%s %s: %s\n", request.method.c_str(), request.path.c_str(), error.what());
      answer_refusal(response, Refusal(503, "can't store or read now", {error.what()}));
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
        response.set_header(kResourcePolicy, "same-origin");
        handler(request, response);
      });
}

int Server::bind(const std::string& host, int port) {
  loopback_ = is_loopback(host);
  const int bound = port == 0 ? http_.bind_to_any_port(host) : (http_.bind_to_port(host, port) ? port : -1);
  if (bound <= 0) throw std::runtime_error("can't listen on " + host + " port " + std::to_string(port));
  http_.widen_backlog();
  return bound;
}

void Server::run() {
  started_ = true;
  const bool ended_well = stopping_ || http_.listen_after_bind();
  finished_ = true;
  if (!ended_well) throw std::runtime_error("can't accept connections any more");
}

void Server::stop() {
  stopping_ = true;
  // httplib forgets a stop that comes before its loop, so one that run() can't have seen waits for it.
  while (started_ && !finished_ && !http_.is_running())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  http_.stop();
}

}  // namespace headwater::collector
