#include "server.h"

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
#include "request_plan.h"

namespace headwater::collector {
namespace {

constexpr const char* kResourcePolicy = "Cross-Origin-Resource-Policy";

constexpr std::size_t kMaxBodiesInMemory = 256 << 20;
// Decompressing, reading and storing take a multiple of an envelope's size.
constexpr int kIngestsAtOnce = 2;

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
  ingest.content_encoding = content_encoding(request);
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
