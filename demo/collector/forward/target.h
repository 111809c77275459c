#pragma once

#include <memory>
#include <string>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// Somebody who is sent what the collector gets.
class Target {
 public:
  struct Outcome {
    enum class Kind {
      kDone,     // it has it, or it is nothing for it
      kRefused,  // it does not want it, now or later
      kLater,    // it can't take it now
    };
    Kind kind = Kind::kDone;
    double pause = 0;      // s; how long it wants to get nothing
    std::string why = {};  // unless it is done
  };

  virtual ~Target() = default;
  // What it is called in the table of those who are sent something. No secrets are in it.
  virtual const std::string& name() const = 0;
  virtual Outcome send(const RawEnvelope& envelope) = 0;
};

// A Sentry, Relay or GlitchTip, by its DSN (https://key@host/path/project): envelopes as they came, addressed
// to it. Throws std::invalid_argument when the DSN can't be read.
std::unique_ptr<Target> dsn_target(const std::string& dsn);

// An OpenTelemetry Collector or whoever else takes OTLP/HTTP, by its address (http://host:4318; /v1/traces is
// added where there is no path): traces as OTLP in protobuf. Throws std::invalid_argument when the address
// can't be read.
std::unique_ptr<Target> otlp_target(const std::string& url);

// `bytes` of an envelope with the DSN in its header, and the key that its trace is sampled by, replaced by
// another's. It has `waited` that many seconds here: receivers take the time since `sent_at` for an error of
// the sender's clock, from an hour on, and would move the whole trace by it, so that is as much later.
std::string readdressed(const std::string& bytes, const std::string& dsn, const std::string& public_key,
                        double waited);

// How many seconds an answer says to wait before another transaction or span is sent, 0 if it does not.
double pause_of(int status, const std::string& rate_limits, const std::string& retry_after);

}  // namespace headwater::collector
