#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace headwater {

// Tells requests that a timer repeats from those that the page makes for a reason. The former say nothing
// about how long a page takes. Times in ms since the time origin.
class Beats {
 public:
  // Notes a request that was made at `start`; requests for the same thing have the same `group`. Returns
  // whether it is one of many at a regular interval: from the fourth on. If each comes so soon after the
  // answer to the one before that it may be the consequence of that, from the tenth on.
  bool add(std::uint64_t group, double start);

  // The request of that group and start was answered.
  void answered(std::uint64_t group, double start, double at);

  // What was requested before `at` is no evidence any more: there is another page, or the user did something.
  void restart(double at);

 private:
  struct Series {
    std::uint64_t group = 0;                                  // 0: free
    double start = -std::numeric_limits<double>::infinity();  // of the latest
    double answered = std::numeric_limits<double>::quiet_NaN();
    double interval = std::numeric_limits<double>::quiet_NaN();  // between the latest two
    int evidence = 0;
  };
  Series* find(std::uint64_t group);

  // If all are used, the one whose latest request is the oldest is given up.
  static constexpr std::size_t kSeries = 128;
  Series series_[kSeries];
};

}  // namespace headwater
