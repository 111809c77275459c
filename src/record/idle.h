#pragma once

#include <cstdint>
#include <string_view>

#include "src/record/options.h"

namespace headwater {

// Why a pageload or navigation ended; the words are those of `sentry.idle_span_finish_reason`.
enum class FinishReason : std::uint8_t {
  kIdleTimeout,       // quiet for Options::idle_timeout
  kFinalTimeout,      // Options::final_timeout after it was started
  kHeartbeatFailed,   // children open, but none started for Options::child_span_timeout
  kExternalFinish,    // the page called finish()
  kNavigation,        // a new navigation took its place
  kDocumentHidden,    // the tab was hidden or left
  kReportPageLoaded,  // the page said that it is loaded
};

std::string_view name(FinishReason reason);

// When a pageload or navigation ends by itself, from the times of what it contains. Times in ms since the
// time origin.
class Idle {
 public:
  // With `held` it does not end by being quiet before release() is called.
  Idle(double started, bool held);

  void release(double time);
  double started() const { return started_; }
  // The page begins to hold it open, or takes a hold back. It does not end by being quiet while a hold is
  // left, and works until then.
  void hold(double time, bool begin);
  void work_until(double time);
  // Until when it worked, as far as is known at `now`: `now` while a hold is left, else the latest time that
  // work_until() was given, or at which a hold was taken back.
  double worked_until(double now) const { return holds_ > 0 ? now : worked_until_; }
  void child_started(double time);
  void child_ended(double time);
  // A child that is open does not keep the transaction open any longer. This is no activity.
  void child_released(double time);
  // Something that was never open ended, such as a performance entry.
  void activity(double time);

  // The last moment something happened that keeps the transaction open.
  double last_activity() const { return last_activity_; }

  struct Deadline {
    double time;
    FinishReason reason;
  };
  // When it ends by itself if nothing else happens, and why. It is never after the final timeout; if it is
  // before that, it is not before the time of any of the calls above.
  Deadline deadline(const Options& options) const;

 private:
  double started_;
  double last_activity_;
  double last_child_start_;
  double released_ = 0;
  double worked_until_ = 0;
  std::uint32_t open_children_ = 0;
  bool held_;
  std::uint32_t holds_ = 0;
};

}  // namespace headwater
