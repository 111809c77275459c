#pragma once

#include <httplib.h>

#include <atomic>
#include <semaphore>
#include <string>

#include "demo/collector/http/http_server.h"
#include "demo/collector/http/request_body.h"
#include "demo/collector/read/live.h"
#include "demo/collector/store/store.h"

namespace headwater::collector {

// The collector's HTTP face.
//
//   POST /api/<project>/envelope/
//     Takes a Sentry envelope, of any content type, plain or compressed (gzip, deflate), from any origin.
//     200 {"id":"<event_id>"} once it is stored; 400, 401, 413, 415, or 503 for not now (the disk is full,
//     perhaps) with {"detail":…,"causes":[…]} and X-Sentry-Error when it is refused, as SDKs know it.
//   POST /v1/traces
//     Takes an OTLP request with traces, as application/json or application/x-protobuf, plain or gzip, from
//     any origin, and answers as OTLP/HTTP says: 200 once it is stored, with a partial success if some spans
//     can't be; 400, 413, 415 or 503.
//   GET /api/…
//     What docs/collector-api.md describes.
//   GET /, /trace/<trace id>, /transaction/<event id>
//     The page that shows it.
//
// On a loopback address, whatever reads answers only to requests for localhost that no other site's page made
// (cors.h); sending is open to all.
class Server {
 public:
  explicit Server(Store& store, const ConnectionLimits& limits = {});

  // Starts to listen; port 0 takes a free one. Answers the port; throws std::runtime_error if it can't be
  // had.
  int bind(const std::string& host, int port);

  // Serves until stop() was called, then for 2 s more those requests that are under way. Throws
  // std::runtime_error if it can't go on listening.
  void run();

  // May be called from any thread and at any time: before run() too, which then returns at once.
  void stop();

 private:
  using Handler = httplib::Server::Handler;

  void add_ingest();
  void add_otlp();
  void add_readers();
  void add_page();
  // `handler`, with what it throws turned into an answer.
  Handler guarded(Handler handler) const;
  // The same, for those only who may read.
  Handler guarded_reader(Handler handler) const;
  // The same in its turn, which others wait for.
  Handler in_turn(Handler handler);

  Store& store_;
  Live live_;
  BodyBudget bodies_;
  BodyBudget answers_;
  std::counting_semaphore<> ingesting_;
  std::counting_semaphore<> reading_;
  HttpServer http_;
  bool loopback_ = true;
  std::atomic<bool> told_full_ = false;
  std::atomic<bool> started_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> finished_ = false;
};

}  // namespace headwater::collector
