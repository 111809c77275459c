#include "demo/collector/server.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "demo/collector/base/refusal.h"
#include "demo/collector/http/answer.h"
#include "demo/collector/http/cors.h"
#include "demo/collector/http/request_plan.h"
#include "demo/collector/ingest/ingest.h"
#include "demo/collector/ingest/otlp_reader.h"
#include "demo/collector/page.h"
#include "demo/collector/read/read_api.h"

namespace headwater::collector {
namespace {

constexpr const char* kResourcePolicy = "Cross-Origin-Resource-Policy";

constexpr std::size_t kMaxBodiesInMemory = 256 << 20;
// Decompressing, reading and storing take a multiple of an envelope's size.
constexpr int kIngestsAtOnce = 2;
constexpr std::size_t kMaxAnswersInMemory = 256 << 20;
// So does a trace's on its way from the file to the answer.
constexpr int kReadsAtOnce = 2;

// Each has a thread and a connection of the 768.
constexpr int kLiveStreams = 32;

double now() { return now_in_ms() / 1000; }

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

// One of those requests that may be worked on at once; waits until it is its turn. Throws Refusal 503 when
// the server gave up meanwhile: with hundreds that wait, doing them all would put off its end by minutes.
class Turn {
 public:
  Turn(std::counting_semaphore<>& turns, const HttpServer& server) : turns_(turns) {
    turns_.acquire();
    if (!server.has_given_up()) return;
    turns_.release();
    throw Refusal(503, "stopping");
  }
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<>& turns_;
};

// Leaves the answer's bytes in `budget` until they are sent. Who asks for much and reads slowly would else
// fill the memory. Throws Refusal 503 when they find no room.
void hold_in(BodyBudget& budget, httplib::Response& response) {
  const std::size_t size = response.body.size();
  if (size == 0) return;
  if (!budget.take(size)) {
    response.body.clear();
    throw Refusal(503, "too much at once", {"the answers under way fill the memory meant for them"});
  }
  const auto body = std::make_shared<const std::string>(std::move(response.body));
  response.body.clear();
  const std::string type = response.get_header_value("Content-Type");
  response.headers.erase("Content-Type");  // it would be added a second time
  response.set_content_provider(
      size, type,
      [body](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        return sink.write(body->data() + offset, length);
      },
      [&budget, size](bool) { budget.give_back(size); });
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

}  // namespace

Server::Server(Store& store, const ConnectionLimits& limits)
    : store_(store),
      live_(store, kLiveStreams),
      bodies_(kMaxBodiesInMemory),
      answers_(kMaxAnswersInMemory),
      ingesting_(kIngestsAtOnce),
      reading_(kReadsAtOnce),
      http_(limits, plan_request) {
  http_.set_default_headers({{"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"}});
  http_.set_pre_routing_handler(refuse_early);
  http_.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
    if (response.body.empty()) answer_error(response, Refusal(response.status, "not served", {request.path}));
  });
  add_ingest();
  add_otlp();
  add_readers();
  add_page();
}

void Server::add_ingest() {
  http_.Options(kEnvelopePath, answer_preflight);
  http_.Post(kEnvelopePath, [this](const httplib::Request& request, httplib::Response& response,
                                   const httplib::ContentReader& content) {
    allow_any_origin(response);
    const auto refuse = [&](const Refusal& refusal) {
      std::fprintf(stderr, "refused an envelope: %d %s\n", refusal.status, one_line(refusal).c_str());
      answer_refusal(response, refusal);
    };
    try {
      RequestBody body(request, content, kMaxBodyBytes, bodies_);
      const Turn turn(ingesting_, http_);
      const std::string bytes = body.take();
      const std::string id = ingest(store_, ingest_request(request, bytes));
      if (store_.removed() > 0 && !told_full_.exchange(true))
        std::fprintf(stderr,
                     "the file is as large as it may become (--max-db): from now on the oldest envelopes "
                     "make room for new ones\n");
      response.status = 200;
      answer_json(response, {{"id", id}});
    } catch (const Refusal& refusal) {
      refuse(refusal);
    } catch (const DatabaseBusy& error) {
      refuse(Refusal(503, "can't store now", {error.what()}));
    } catch (const std::exception& error) {
      refuse(Refusal(500, "internal error", {error.what()}));
    }
  });
}

void Server::add_otlp() {
  http_.Options(kOtlpPath, answer_preflight);
  http_.Post(kOtlpPath, [this](const httplib::Request& request, httplib::Response& response,
                               const httplib::ContentReader& content) {
    allow_any_origin(response);
    const std::string type = content_type(request);
    const bool is_json = type.rfind("application/json", 0) == 0;
    const char* answer_type = is_json ? "application/json" : "application/x-protobuf";
    const auto refuse = [&](int status, const std::string& why) {
      std::fprintf(stderr, "refused an OTLP request: %d %s\n", status, why.c_str());
      response.status = status;
      if (status == 503) response.set_header("Retry-After", "30");
      response.set_content(otlp_refusal(status, why, is_json), answer_type);
    };
    try {
      if (!is_json && type.rfind("application/x-protobuf", 0) != 0)
        throw Refusal(415, "expected application/json or application/x-protobuf", {type});
      RequestBody body(request, content, kMaxBodyBytes, bodies_);
      const Turn turn(ingesting_, http_);
      const std::string bytes = body.take();
      response.set_content(ingest_otlp(store_, {is_json, content_encoding(request), bytes, now()}),
                           answer_type);
      response.status = 200;
    } catch (const Refusal& refusal) {
      refuse(refusal.status, one_line(refusal));
    } catch (const DatabaseBusy& error) {
      refuse(503, error.what());
    } catch (const std::exception& error) {
      refuse(500, error.what());
    }
  });
}

void Server::add_readers() {
  const auto add = [this](const char* path,
                          void (*endpoint)(Store&, const httplib::Request&, httplib::Response&)) {
    http_.Get(path, in_turn([this, endpoint](const httplib::Request& request, httplib::Response& response) {
                endpoint(store_, request, response);
              }));
  };
  add("/api/query", get_query);
  add("/api/series", get_series);
  add("/api/tags", get_tags);
  add("/api/keys", get_keys);
  add("/api/values", get_values);
  add("/api/traces/([^/]+)", get_trace);
  add("/api/transactions/([^/]+)", get_transaction);
  add("/api/spans", get_spans);
  add("/api/discarded", list_discarded);
  add("/api/envelopes/([^/]+)", get_envelope);
  http_.Get("/api/live", guarded_reader([this](const httplib::Request& request, httplib::Response& response) {
              live_.open(request, response);
            }));
  http_.Get("/api/health", guarded([this](const httplib::Request&, httplib::Response& response) {
              store_.check();
              answer_json(response, {{"status", "ok"}});
            }));
}

void Server::add_page() {
  for (const PageFile& file : page_files()) {
    const auto serve = [&file](const httplib::Request&, httplib::Response& response) {
      response.set_header("Content-Security-Policy", kPagePolicy);
      response.set_header(kResourcePolicy, "same-origin");
      response.set_header("Cache-Control", "no-cache");
      response.set_content(file.content.data(), file.content.size(), std::string(file.content_type));
    };
    // Of all paths only the dot of the extension means something in a regular expression, and it matches
    // itself.
    http_.Get(std::string(file.path), serve);
    if (file.path != "/") continue;
    http_.Get("/trace/[^/]+", serve);
    http_.Get("/transaction/[^/]+", serve);
  }
}

Server::Handler Server::guarded(Handler handler) const {
  return [handler = std::move(handler)](const httplib::Request& request, httplib::Response& response) {
    try {
      handler(request, response);
    } catch (const Refusal& refusal) {
      answer_read_error(request, response, refusal);
    } catch (const DatabaseBusy& error) {
      answer_error(response, Refusal(503, "can't read now", {error.what()}));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s %s: %s\n", request.method.c_str(), request.path.c_str(), error.what());
      answer_error(response, Refusal(500, "internal error", {error.what()}));
    }
  };
}

Server::Handler Server::guarded_reader(Handler handler) const {
  return guarded(
      [this, handler = std::move(handler)](const httplib::Request& request, httplib::Response& response) {
        response.set_header(kResourcePolicy, "same-origin");
        if (loopback_ && !is_for_loopback(request)) {
          throw Refusal(403, "not for this host", {"ask for localhost or 127.0.0.1"});
        }
        if (loopback_ && is_from_another_site(request)) {
          throw Refusal(403, "not for other sites", {"only a page of the collector itself may ask"});
        }
        handler(request, response);
      });
}

Server::Handler Server::in_turn(Handler handler) {
  return guarded_reader(
      [this, handler = std::move(handler)](const httplib::Request& request, httplib::Response& response) {
        const Turn turn(reading_, http_);
        handler(request, response);
        hold_in(answers_, response);
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
  live_.stop();
  if (stopping_.exchange(true)) return;  // httplib would close its socket a second time
  // httplib forgets a stop that comes before its loop, so one that run() can't have seen waits for it.
  while (started_ && !finished_ && !http_.is_running())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  http_.stop();
}

}  // namespace headwater::collector
