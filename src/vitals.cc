#include "vitals.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "url.h"

namespace headwater {
namespace {

constexpr const char* kNames[] = {"ttfb", "fp", "fcp", "lcp", "cls", "inp"};

// A session window of layout shifts, in ms.
constexpr double kSessionGap = 1000;
constexpr double kSessionLength = 5000;

// One interaction in so many may be longer than the INP.
constexpr double kInteractionsPerOutlier = 50;

// Chromium gives out interaction ids so far apart.
constexpr double kInteractionIdStep = 7;

// What browsers report of an interaction that was too short to be an entry.
constexpr double kShortestInteraction = 8;

// Explanations beyond so many bytes a page are left out.
constexpr std::size_t kMostText = 1 << 15;

constexpr char kMostSources = '5';

}  // namespace

void Vitals::begin(PageStart how, double start, const Vitals& before) {
  how_ = how;
  start_ = changed_at_ = start;
  count_ = count_before_ = before.count_;
  // What was restored, or activated after it was prerendered, is there at once; a response that comes even
  // later tells its own time.
  if (how == PageStart::kRestore || (how == PageStart::kLoad && start > 0)) values_[kTtfb] = 0;
  // A browser that reports shifts still does.
  if (before.values_[kCls] >= 0) values_[kCls] = 0;
}

void Vitals::hidden(double at) {
  // A page is hidden while it is prerendered.
  if (at >= start_) hidden_at_ = std::fmin(hidden_at_, at);
}

void Vitals::set(Vital vital, double value, double at) {
  if (values_[vital] == value) return;
  values_[vital] = value;
  changed_at_ = std::fmax(changed_at_, at);
}

void Vitals::set_paint(Vital vital, double start) {
  if (start < hidden_at_) set(vital, std::fmax(start - start_, 0), start);
}

void Vitals::first_byte(double response_start) {
  if (how_ == PageStart::kLoad && response_start > 0) {
    set(kTtfb, std::fmax(response_start - start_, 0), response_start);
  }
}

void Vitals::paint(std::string_view name, double start) {
  if (how_ == PageStart::kRestore) {
    if (name != "restored-paint") return;
    set_paint(kFcp, start);
    set_paint(kLcp, start);
  } else if (how_ == PageStart::kLoad) {
    if (name == "first-paint") set_paint(kFp, start);
    if (name == "first-contentful-paint") set_paint(kFcp, start);
  }
}

void Vitals::largest_contentful_paint(const LargestContentfulPaint& entry) {
  if (how_ != PageStart::kLoad || entry.after_interaction) return;
  // Entries of one batch come in the order of their time, which need not be that of their size.
  if (!(entry.start < hidden_at_ && entry.size > size_)) return;
  size_ = entry.size;
  load_time_ = entry.load_time;
  render_time_ = entry.render_time;
  element_ = keep(entry.element);
  id_ = keep(entry.id);
  url_ = keep(strip_url(entry.url));
  set_paint(kLcp, entry.start);
}

void Vitals::layout_shift(const LayoutShift& entry) {
  if (!(values_[kCls] >= 0)) set(kCls, 0, entry.start);
  if (entry.had_recent_input) return;
  const bool same = session_value_ > 0 && entry.start - session_end_ < kSessionGap &&
                    entry.start - session_start_ < kSessionLength;
  if (!same) {
    session_value_ = session_largest_ = 0;
    session_start_ = entry.start;
  }
  session_end_ = entry.start;
  session_value_ += entry.value;
  if (entry.value > session_largest_) {
    session_largest_ = entry.value;
    session_sources_ = keep(entry.sources);
  }
  if (session_value_ > values_[kCls]) {
    worst_sources_ = session_sources_;
    set(kCls, session_value_, entry.start);
  }
}

void Vitals::event(const EventTiming& entry) {
  if (!(entry.interaction_id > 0)) return;
  if (std::isnan(entry.interaction_count)) {
    first_id_ = std::fmin(first_id_, entry.interaction_id);
    last_id_ = std::fmax(last_id_, entry.interaction_id);
    count_ = count_before_ + (last_id_ - first_id_) / kInteractionIdStep + 1;
  }
  std::size_t at = 0;
  while (at < longest_count_ && longest_[at].id != entry.interaction_id) ++at;
  Interaction found = {entry.interaction_id, -1, 0, 0};
  if (at < longest_count_) {
    found = longest_[at];
  } else if (at < kLongest) {
    ++longest_count_;
  } else {
    found.duration = longest_[--at].duration;
  }
  // An element that is gone by now has no selector.
  if (entry.duration > found.duration) {
    found.duration = entry.duration;
    found.type = keep(entry.type);
    if (const TextRef target = keep(entry.target)) found.target = target;
    for (; at > 0 && longest_[at - 1].duration < entry.duration; --at) longest_[at] = longest_[at - 1];
    longest_[at] = found;
  }
  choose_interaction(entry.start + entry.duration);
}

void Vitals::interactions(double count) {
  count_ = std::fmax(count_, count);
  choose_interaction(0);
}

void Vitals::choose_interaction(double at) {
  const double count = count_ - count_before_;
  if (longest_count_ > 0) {
    chosen_ = static_cast<std::size_t>(std::fmin(static_cast<double>(longest_count_ - 1),
                                                 std::fmax(0, std::floor(count / kInteractionsPerOutlier))));
    set(kInp, longest_[chosen_].duration, at);
  } else if (how_ == PageStart::kRestore && count > 0) {
    // The first input of a document is always an entry, that of a restored one is not.
    set(kInp, kShortestInteraction, at);
  }
}

TextRef Vitals::keep(std::string_view text) { return texts_.intern(text, kMostText); }

bool Vitals::differs(int vital) const {
  // A page that was never seen does not move.
  const bool seen = vital != kCls || how_ == PageStart::kNavigation || values_[kFcp] >= 0;
  return seen && values_[vital] >= 0 && values_[vital] != written_[vital];
}

bool Vitals::changed() const {
  for (int vital = 0; vital < kVitals; ++vital) {
    if (differs(vital)) return true;
  }
  return false;
}

void Vitals::write(Transaction& transaction) {
  if (how_ == PageStart::kLoad && hidden_at_ <= start_) {
    transaction.spans.set_data(transaction.spans.root(), "document.visibility_state", "hidden");
  }
  for (int vital = 0; vital < kVitals; ++vital) {
    if (!differs(vital)) continue;
    written_[vital] = values_[vital];
    transaction.set_measurement(kNames[vital], values_[vital], vital == kCls ? "" : "millisecond");
    explain(static_cast<Vital>(vital), transaction);
  }
}

void Vitals::explain(Vital vital, Transaction& transaction) const {
  SpanStore& spans = transaction.spans;
  const auto text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) spans.set_data(spans.root(), key, value);
  };
  const auto number = [&](std::string_view key, double value) {
    if (value > 0) spans.set_data(spans.root(), key, value);
  };
  if (vital == kLcp) {
    text("lcp.element", texts_[element_]);
    text("lcp.id", texts_[id_]);
    text("lcp.url", texts_[url_]);
    number("lcp.size", size_);
    number("lcp.loadTime", load_time_);
    number("lcp.renderTime", render_time_);
  } else if (vital == kCls) {
    char key[] = "cls.source.1";
    char& digit = key[sizeof key - 2];
    for (std::string_view rest = texts_[worst_sources_]; !rest.empty() && digit <= kMostSources; ++digit) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      text(key, rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  } else if (vital == kInp && longest_count_ > 0) {
    text("inp.type", texts_[longest_[chosen_].type]);
    text("inp.target", texts_[longest_[chosen_].target]);
  }
}

}  // namespace headwater
