#pragma once

#include <httplib.h>

#include <string>
#include <thread>

#include "demo/collector/server.h"
#include "demo/collector/store/store.h"
#include "demo/collector/tests/samples.h"

namespace headwater::collector {

// A server with an empty store, serving on a port of its own until the end of the test.
class RunningServer {
 public:
  explicit RunningServer(const ConnectionLimits& limits = {})
      : server_(store_, limits), port_(server_.bind("127.0.0.1", 0)), serving_([this] { server_.run(); }) {}
  ~RunningServer() { end(); }

  // Asks it to stop, as its end does.
  void stop() { server_.stop(); }
  // Returns when it has stopped.
  void end() {
    stop();
    if (serving_.joinable()) serving_.join();
  }

  int port() const { return port_; }
  httplib::Client client() const { return httplib::Client("127.0.0.1", port_); }
  Store& store() { return store_; }
  std::string file() const { return directory_.file("test.db"); }

 private:
  samples::TemporaryDirectory directory_;
  Store store_{directory_.file("test.db")};
  Server server_;
  int port_;
  std::thread serving_;
};

}  // namespace headwater::collector
