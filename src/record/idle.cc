#include "src/record/idle.h"

#include <algorithm>
#include <cstddef>

namespace headwater {
namespace {

constexpr std::string_view kNames[] = {
    "idleTimeout", "finalTimeout",   "heartbeatFailed",  "externalFinish",
    "cancelled",   "documentHidden", "reportPageLoaded",
};

}  // namespace

std::string_view name(FinishReason reason) { return kNames[static_cast<std::size_t>(reason)]; }

Idle::Idle(double started, bool held)
    : started_(started), last_activity_(started), last_child_start_(started), held_(held) {}

void Idle::release(double time) {
  if (!held_) return;
  held_ = false;
  activity(time);
  // Children that were open while it was held have the full Options::child_span_timeout from now on.
  last_child_start_ = std::max(last_child_start_, time);
}

void Idle::hold(double time, bool begin) {
  if (begin) {
    ++holds_;
  } else if (holds_ > 0) {
    --holds_;
    work_until(time);
  }
  activity(time);
  last_child_start_ = std::max(last_child_start_, time);
}

void Idle::work_until(double time) { worked_until_ = std::max(worked_until_, time); }

void Idle::child_started(double time) {
  ++open_children_;
  last_child_start_ = std::max(last_child_start_, time);
}

void Idle::child_ended(double time) {
  if (open_children_ > 0) --open_children_;
  activity(time);
}

void Idle::child_released(double time) {
  if (open_children_ > 0) --open_children_;
  released_ = std::max(released_, time);
}

void Idle::activity(double time) { last_activity_ = std::max(last_activity_, time); }

Idle::Deadline Idle::deadline(const Options& options) const {
  const Deadline final{started_ + options.final_timeout, FinishReason::kFinalTimeout};
  if (held_ || holds_ > 0) return final;
  Deadline own = final;
  if (open_children_ > 0) {
    own = {last_child_start_ + options.child_span_timeout, FinishReason::kHeartbeatFailed};
  } else {
    own = {std::max(last_activity_ + options.idle_timeout, released_), FinishReason::kIdleTimeout};
  }
  return own.time <= final.time ? own : final;
}

}  // namespace headwater
