#pragma once

#include <httplib.h>

#include <atomic>
#include <semaphore>
#include <string>

#include "http_server.h"
#include "request_body.h"
#include "store.h"

namespace headwater::collector {

// The collector's HTTP face.
//
//   POST /api/<project>/envelope/
//     Takes a Sentry envelope, of any content type, plain or compressed (gzip, deflate), from any origin.
//     200 {"id":"<event_id>"} once it is stored; 400, 401, 413, 415, or 503 for not now (the disk is full,
//     perhaps) with {"detail":…,"causes":[…]} and X-Sentry-Error when it is refused.
//   GET /api/transactions
//     {"transactions":[…],"next":<cursor or null>}, newest first; texts longer than 1000 bytes end in "…".
//     ?limit=1…1000 (100), ?before=<next, or seconds since 1970>, ?query=<part of the name>,
//     ?tag=<key>:<value> (may be repeated), and for exact values ?name= ?op= ?status= ?trace_id= ?span_id=
//     ?parent_span_id= ?project= ?release= ?environment= ?service=
//   GET /api/traces/<trace_id>
//     {"trace_id":…,"transactions":[…]}, earliest first, each as above and with data, tags, measurements,
//     event (the payload without spans) and spans; 404 if there is none, 413 if it is more than 32 MB.
//   GET /api/discarded
//     {"discarded":[{"project":…,"reason":…,"category":…,"quantity":…},…],"removed":…}: what senders reported
//     (client_report) not to have sent, and how many envelopes have made room for later ones since the start.
//   GET /api/envelopes/<event_id>
//     The bytes as they were sent, decompressed; 404 if there is none.
//   GET /api/health
//     200 {"status":"ok"} when the store can be read.
//   GET /
//     A page that lists transactions and shows a trace (#trace/<trace_id>).
//
// Times are seconds: `start` and `received` since 1970, `duration` long. What a sender did not say is null.
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
  void add_readers();
  void add_page();
  // `handler`, with what it throws turned into an answer.
  Handler guarded(Handler handler) const;
  // The same for an endpoint that reads.
  Handler guarded_reader(Handler handler);

  Store& store_;
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
