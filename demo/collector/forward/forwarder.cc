#include "demo/collector/forward/forwarder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

namespace headwater::collector {
namespace {

using Kind = Target::Outcome::Kind;

constexpr std::int64_t kKeptEvery = 50;  // each takes a write to the file
constexpr double kMostPause = 60;        // s, unless the target asks for more

}  // namespace

Forwarder::Forwarder(Store& store, std::unique_ptr<Target> target)
    : store_(store), target_(std::move(target)), forwarded_(store.forwarded(target_->name())) {
  kept_ = forwarded_.sent;
  thread_ = std::thread([this] { work(); });
}

Forwarder::~Forwarder() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    stopped_.notify_all();
  }
  store_.wake();
  thread_.join();
}

void Forwarder::work() {
  while (!stopping_) {
    double seconds = 0;
    try {
      seconds = send_all();
      keep();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", target_->name().c_str(), error.what());
      seconds = 1;
    }
    if (seconds > 0) {
      pause(seconds);
    } else {
      store_.await_envelope_after(forwarded_.sent, std::chrono::hours(1), stopping_);
    }
  }
}

double Forwarder::send_all() {
  while (!stopping_) {
    const auto envelope = store_.envelope_after(forwarded_.sent);
    if (!envelope) return 0;
    const Target::Outcome outcome = target_->send(*envelope);
    if (outcome.kind == Kind::kLater) {
      if (++failures_ == 1)
        std::fprintf(stderr, "%s: %s; trying again\n", target_->name().c_str(), outcome.why.c_str());
      return std::max(outcome.pause, std::min(kMostPause, 0.25 * std::pow(2, std::min(failures_, 10))));
    }
    if (failures_ > 0) std::fprintf(stderr, "%s: answers again\n", target_->name().c_str());
    failures_ = 0;
    forwarded_.sent = envelope->id;
    if (outcome.kind == Kind::kRefused && ++forwarded_.refused == 1)
      std::fprintf(stderr, "%s: does not want an envelope: %s\n", target_->name().c_str(),
                   outcome.why.c_str());
    if (forwarded_.sent >= kept_ + kKeptEvery) keep();
    if (outcome.pause > 0) return outcome.pause;
  }
  return 0;
}

void Forwarder::keep() {
  if (kept_ == forwarded_.sent) return;
  store_.set_forwarded(target_->name(), forwarded_);
  kept_ = forwarded_.sent;
}

void Forwarder::pause(double seconds) {
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return stopping_.load(); });
}

}  // namespace headwater::collector
