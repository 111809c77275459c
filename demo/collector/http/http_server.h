#pragma once

#include <httplib.h>

#include <functional>
#include <string_view>

#include "demo/collector/http/connection.h"
#include "demo/collector/http/connection_threads.h"

namespace headwater::collector {

// httplib's server with connections that can't be held for ever (connection.h) or use up its threads
// (connection_threads.h).
class HttpServer : public httplib::Server {
 public:
  // What to do with a request whose head was read.
  struct Plan {
    std::size_t body_bytes = 0;  // how much may follow the head, framing included
    bool last = false;           // the connection ends with the answer, read or not what else it brings
  };
  // Gets the head as it came, and what httplib read in it; may change that before httplib acts on it.
  using Planner = std::function<Plan(std::string_view head, httplib::Request&)>;
  HttpServer(const ConnectionLimits& limits, Planner plan);

  // To be called once the server is bound: lets the system hold more than the 5 connections that httplib has
  // it hold until they are accepted.
  void widen_backlog();
  // The time for requests under way when the server was stopped is over: nobody gets their answers.
  bool has_given_up() const { return open_.are_aborted(); }

 private:
  bool process_and_close_socket(socket_t socket) override;
  void serve(Connection& connection);

  const ConnectionLimits limits_;
  const Planner plan_;
  OpenConnections open_;
};

}  // namespace headwater::collector
