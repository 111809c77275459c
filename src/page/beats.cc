#include "src/page/beats.h"

#include <cmath>

namespace headwater {
namespace {

// Requests that are fewer ms apart are made together, and count as one.
constexpr double kShortestInterval = 100;

// A request that comes fewer ms after the answer to another is the consequence of it.
constexpr double kReaction = 50;

// So many ms after an answer a page has made the requests that it makes because of it, unless it is busy for
// longer. A shorter pause is weak evidence of a timer.
constexpr double kThought = 250;

// What a regular interval adds to the evidence: kStrong if only a timer explains it, kWeak if the page's own
// work may. From kEnough on it is a timer: after four requests, or ten.
constexpr int kStrong = 3;
constexpr int kWeak = 1;
constexpr int kEnough = 9;

}  // namespace

Beats::Series* Beats::find(std::uint64_t group) {
  for (Series& series : series_) {
    if (series.group == group) return &series;
  }
  return nullptr;
}

bool Beats::add(std::uint64_t group, double start) {
  Series* series = find(group);
  if (!series) {
    series = series_;
    for (Series& other : series_) {
      if (other.start < series->start) series = &other;
    }
    *series = {};
    series->group = group;
    series->start = start;
    return false;
  }
  const double interval = start - series->start;
  if (std::abs(interval) >= kShortestInterval) {
    // A request that is made before the answer to the one before can't be the consequence of that.
    const double pause = start < series->answered ? interval : start - series->answered;
    const bool first = std::isnan(series->interval);
    const bool regular = first || std::abs(interval - series->interval) <= series->interval / 5;
    if (interval < 0 || !regular || pause < kReaction) {
      series->evidence = 0;
    } else if (series->evidence < kEnough) {
      series->evidence += pause < kThought || pause < interval / 2 ? kWeak : kStrong;
    }
    series->interval = first || !regular ? interval : (series->interval + interval) / 2;
    series->start = start;
    series->answered = std::numeric_limits<double>::quiet_NaN();
  }
  return series->evidence >= kEnough;
}

void Beats::answered(std::uint64_t group, double start, double at) {
  Series* series = find(group);
  if (series && series->start == start) series->answered = at;
}

void Beats::restart(double at) {
  for (Series& series : series_) {
    const Series latest = series;
    series = {};
    if (latest.group == 0 || latest.start < at) continue;
    series.group = latest.group;
    series.start = latest.start;
    series.answered = latest.answered;
  }
}

}  // namespace headwater
