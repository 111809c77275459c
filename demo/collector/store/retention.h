#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// Removes from the store what is older than `seconds`, from now on until its end; what has to go on to one of
// `targets` first stays until then.
class Retention {
 public:
  Retention(Store& store, double seconds, std::vector<std::string> targets);
  ~Retention();
  Retention(const Retention&) = delete;
  Retention& operator=(const Retention&) = delete;

 private:
  void work();

  Store& store_;
  const double seconds_;
  const std::vector<std::string> targets_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace headwater::collector
