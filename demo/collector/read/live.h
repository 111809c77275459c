#pragma once

#include <httplib.h>

#include <atomic>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// GET /api/live: transactions as they arrive, as server-sent events. Each stream keeps the thread of its
// connection, so there are at most `most` at a time.
class Live {
 public:
  Live(Store& store, int most) : store_(store), left_(most) {}

  // Throws QueryError, or Refusal 503 when there are as many as there may be.
  void open(const httplib::Request& request, httplib::Response& response);
  // Ends all streams, and refuses others from now on.
  void stop();

 private:
  Store& store_;
  std::atomic<int> left_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace headwater::collector
