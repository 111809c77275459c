#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "demo/collector/forward/target.h"

namespace headwater::collector {

// Sends a target whatever the store gets, one after the other in the order in which it came, from now on
// until its end. The store's file is the queue: what could not be sent is sent after the next start. Nothing
// is left out because the target is down; only what the store has to remove for lack of room is lost, and
// counted. The last that was sent may be sent again after a crash.
class Forwarder {
 public:
  Forwarder(Store& store, std::unique_ptr<Target> target);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

 private:
  void work();
  // Sends what there is. How many seconds to wait, 0: for the next that comes.
  double send_all();
  void keep();
  void pause(double seconds);

  Store& store_;
  const std::unique_ptr<Target> target_;
  Forwarded forwarded_;
  std::int64_t kept_ = 0;  // what the store knows to be sent
  int failures_ = 0;       // one after the other
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace headwater::collector
