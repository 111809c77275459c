#include "demo/collector/store/retention.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

namespace headwater::collector {
namespace {

constexpr std::int64_t kAtOnce = 500;  // envelopes: senders wait as long as it takes

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Retention::Retention(Store& store, double seconds, std::vector<std::string> targets)
    : store_(store), seconds_(seconds), targets_(std::move(targets)), thread_([this] { work(); }) {}

Retention::~Retention() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    stopped_.notify_all();
  }
  thread_.join();
}

void Retention::work() {
  // A hundredth of the time that it is kept is not missed by anybody.
  const std::chrono::duration<double> pause(std::clamp(seconds_ / 100, 0.2, 60.0));
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    bool more = false;
    lock.unlock();
    try {
      more = store_.remove_before(now() - seconds_, kAtOnce, targets_) == kAtOnce;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "can't remove what is old: %s\n", error.what());
    }
    lock.lock();
    if (!more) stopped_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

}  // namespace headwater::collector
