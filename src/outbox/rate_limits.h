#pragma once

#include <string_view>

namespace headwater {

// What a receiver has asked us to hold back, by the SDK specification of rate limiting
// (develop.sentry.dev/sdk/expected-features/rate-limiting). Times in ms since the time origin.
class RateLimits {
 public:
  // An answer that came at `at`. `header`: the text of `X-Sentry-Rate-Limits`,
  // `<seconds>:<category;category>:<scope>...` separated by commas; a limit without categories is for all,
  // one of transactions or of spans stops traces, other categories are none of ours. Without a usable header
  // `retry_after` (seconds; NaN or negative: none) holds for all, and after a status of 429 a minute does. Of
  // several limits the longest counts. What can't be read is ignored.
  void learn(double at, int status, std::string_view header, double retry_after);

  // Until when no transaction, and no client report, may be sent.
  double traces() const { return traces_; }
  double reports() const { return reports_; }

 private:
  double traces_ = 0;
  double reports_ = 0;
};

}  // namespace headwater
