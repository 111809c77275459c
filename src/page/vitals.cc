#include "src/page/vitals.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/text/url.h"

namespace headwater {
namespace {

constexpr const char* kNames[] = {"ttfb", "fp", "fcp", "lcp", "cls", "inp"};
constexpr const char* kTitles[] = {"Time to first byte",       "First paint",  "First contentful paint",
                                   "Largest contentful paint", "Layout shift", "<unknown>"};
constexpr const char* kOps[] = {"ui.webvital.ttfb", "ui.webvital.fp",  "ui.webvital.fcp",
                                "ui.webvital.lcp",  "ui.webvital.cls", nullptr};
constexpr const char* kOrigins[] = {"auto.http.browser.ttfb", "auto.http.browser.fp",
                                    "auto.http.browser.fcp",  "auto.http.browser.lcp",
                                    "auto.http.browser.cls",  "auto.http.browser.inp"};
constexpr const char* kPaintNumbers[] = {"lcp.size", "lcp.loadTime", "lcp.renderTime"};
constexpr const char* kPaintTexts[] = {"lcp.element", "lcp.id", "lcp.url"};

// A session window of layout shifts, in ms.
constexpr double kSessionGap = 1000;
constexpr double kSessionLength = 5000;

// INP leaves out the longest interaction for each so many interactions.
constexpr double kInteractionsPerOutlier = 50;

// Chromium gives out interaction ids so far apart.
constexpr double kInteractionIdStep = 7;

// The duration, in ms, of an interaction that was too short for an entry.
constexpr double kShortestInteraction = 8;

constexpr char kMostSources = '5';

// The interaction that an event of this type belongs to, in the words of Sentry's SDKs: `over`, `out`,
// `enter` and `leave` of a mouse or pointer are hovering.
const char* interaction_op(std::string_view type) {
  const char first = type.empty() ? '\0' : type.front();
  const char last = type.empty() ? '\0' : type.back();
  if (first == 'k' || first == 'i') return "ui.interaction.press";
  if (type.starts_with("dr")) return "ui.interaction.drag";
  const bool pointed = first == 'm' || first == 'p';
  return pointed && (last == 'r' || last == 't' || last == 'e') ? "ui.interaction.hover"
                                                                : "ui.interaction.click";
}

}  // namespace

void Vitals::begin(PageStart how, double start, const Vitals& before) {
  state_.how = how;
  state_.start = start;
  for (double& time : state_.times) time = start;
  state_.count = state_.count_before = before.state_.count;
  // The first byte of a page that is restored, or was prerendered, is there before it starts. If a response
  // comes later all the same, its entry says when.
  if (how == PageStart::kRestore || (how == PageStart::kLoad && start > 0)) state_.values[kTtfb] = 0;
  // The page before has a CLS, so this browser reports shifts.
  if (before.state_.values[kCls] >= 0) state_.values[kCls] = 0;
}

void Vitals::hidden(double at) {
  // A time before the start is that of prerendering, during which a page is hidden.
  if (at >= state_.start) state_.hidden_at = std::fmin(state_.hidden_at, at);
}

void Vitals::set(Vital vital, double value, double at) {
  if (state_.values[vital] == value) return;
  state_.values[vital] = value;
  state_.times[vital] = std::fmax(state_.times[vital], at);
}

void Vitals::set_paint(Vital vital, double start) {
  if (start < state_.hidden_at) set(vital, std::fmax(start - state_.start, 0), start);
}

void Vitals::first_byte(double response_start) {
  if (state_.how == PageStart::kLoad && response_start > 0) {
    set(kTtfb, std::fmax(response_start - state_.start, 0), response_start);
  }
}

void Vitals::paint(std::string_view name, double start) {
  if (state_.how != PageStart::kLoad) return;
  if (name == "first-paint") set_paint(kFp, start);
  if (name == "first-contentful-paint") set_paint(kFcp, start);
}

void Vitals::restored_paint(double start) {
  if (state_.how != PageStart::kRestore) return;
  set_paint(kFcp, start);
  set_paint(kLcp, start);
}

void Vitals::largest_contentful_paint(const LargestContentfulPaint& entry) {
  if (state_.how != PageStart::kLoad || entry.after_interaction) return;
  // Entries of one batch come in the order of their time, which need not be that of their size.
  if (!(entry.start < state_.hidden_at && entry.size > state_.paint_numbers[0])) return;
  state_.paint_numbers[0] = entry.size;
  state_.paint_numbers[1] = entry.load_time;
  state_.paint_numbers[2] = entry.render_time;
  state_.paint_texts[0] = keep(entry.element);
  state_.paint_texts[1] = keep(entry.id);
  state_.paint_texts[2] = keep(strip_url(entry.url));
  set_paint(kLcp, entry.start);
}

void Vitals::layout_shift(const LayoutShift& entry) {
  if (!(state_.values[kCls] >= 0)) set(kCls, 0, entry.start);
  if (entry.had_recent_input) return;
  const bool same = state_.session_value > 0 && entry.start - state_.session_end < kSessionGap &&
                    entry.start - state_.session_start < kSessionLength;
  if (!same) {
    state_.session_value = state_.session_largest = 0;
    state_.session_start = entry.start;
  }
  state_.session_end = entry.start;
  state_.session_value += entry.value;
  if (entry.value > state_.session_largest) {
    state_.session_largest = entry.value;
    state_.session_sources = keep(entry.sources);
  }
  if (state_.session_value > state_.values[kCls]) {
    state_.worst_sources = state_.session_sources;
    set(kCls, state_.session_value, entry.start);
  }
}

void Vitals::event(const EventTiming& entry) {
  if (!(entry.interaction_id > 0)) return;
  if (std::isnan(entry.interaction_count)) {
    if (state_.first_id == 0) state_.first_id = state_.last_id = entry.interaction_id;
    state_.first_id = std::fmin(state_.first_id, entry.interaction_id);
    state_.last_id = std::fmax(state_.last_id, entry.interaction_id);
    state_.count = state_.count_before + (state_.last_id - state_.first_id) / kInteractionIdStep + 1;
  }
  std::size_t at = 0;
  while (at < state_.longest_count && state_.longest[at].id != entry.interaction_id) ++at;
  Interaction found = {entry.interaction_id, -1, 0, 0, 0};
  if (at < state_.longest_count) {
    found = state_.longest[at];
  } else if (at < kLongest) {
    ++state_.longest_count;
  } else {
    found.duration = state_.longest[--at].duration;
  }
  // The target is empty when the element is gone: then the one that is known stays.
  if (entry.duration > found.duration) {
    found.duration = entry.duration;
    found.start = entry.start;
    found.type = keep(entry.type);
    if (const TextRef target = keep(entry.target)) found.target = target;
    for (; at > 0 && state_.longest[at - 1].duration < entry.duration; --at)
      state_.longest[at] = state_.longest[at - 1];
    state_.longest[at] = found;
  }
  choose_interaction(entry.start + entry.duration);
}

bool Vitals::interactions(double count) {
  const bool more = count > state_.count;
  state_.count = std::fmax(state_.count, count);
  choose_interaction(0);
  return more;
}

void Vitals::choose_interaction(double at) {
  const double count = state_.count - state_.count_before;
  if (state_.longest_count > 0) {
    state_.chosen = static_cast<std::size_t>(
        std::fmin(static_cast<double>(state_.longest_count - 1), count / kInteractionsPerOutlier));
    set(kInp, state_.longest[state_.chosen].duration, at);
  } else if (state_.how == PageStart::kRestore && count > 0) {
    // In a document that was restored, the first input need not become an entry, as it always does otherwise.
    set(kInp, kShortestInteraction, at);
  }
}

bool Vitals::differs(int vital) const {
  // A page that was never painted has no CLS.
  const bool seen = vital != kCls || state_.how == PageStart::kNavigation || state_.values[kFcp] >= 0;
  return seen && state_.values[vital] >= 0 && state_.values[vital] != state_.written[vital];
}

bool Vitals::changed() const {
  for (int vital = 0; vital < kVitals; ++vital) {
    if (differs(vital)) return true;
  }
  return false;
}

double Vitals::changed_at() const {
  double latest = state_.start;
  for (const double time : state_.times) latest = std::fmax(latest, time);
  return latest;
}

void Vitals::measure(int vital, Transaction& transaction) {
  state_.written[vital] = state_.values[vital];
  transaction.set_measurement(kNames[vital], state_.values[vital], vital == kCls ? "" : "millisecond");
}

void Vitals::write(Transaction& transaction) {
  SpanStore& spans = transaction.spans;
  if (state_.how == PageStart::kLoad && state_.hidden_at <= state_.start) {
    spans.set_data(spans.root(), "document.visibility_state", "hidden");
  }
  for (int vital = 0; vital < kVitals; ++vital) {
    if (!differs(vital)) continue;
    measure(vital, transaction);
    explain(vital, spans, spans.root());
  }
}

void Vitals::write_spans(Transaction& transaction, CoreHandles& handles) {
  for (int vital = 0; vital < kVitals; ++vital) {
    if (!differs(vital)) continue;
    double start = state_.times[vital], end = start;
    const char* op = kOps[vital];
    if (vital == kInp) {
      const Interaction& chosen = state_.longest[state_.chosen];
      op = interaction_op(texts_[chosen.type]);
      if (state_.longest_count > 0) start = chosen.start;
      end = start + state_.values[kInp];
    }
    const std::string_view about = subject(vital);
    SpanRecord* const span = transaction.add_finished(
        handles.next(), start, end, op, about.empty() ? kTitles[vital] : about, kOrigins[vital]);
    if (!span) return;
    measure(vital, transaction);
    explain(vital, transaction.spans, *span);
  }
}

// The selector of what it is about, empty for none.
std::string_view Vitals::subject(int vital) const {
  if (vital == kLcp) return texts_[state_.paint_texts[0]];
  if (vital == kInp) return texts_[state_.longest[state_.chosen].target];
  const std::string_view sources = texts_[state_.worst_sources];
  return vital == kCls ? sources.substr(0, sources.find('\n')) : std::string_view();
}

void Vitals::explain(int vital, SpanStore& spans, SpanRecord& span) const {
  const auto text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) spans.set_data(span, key, value);
  };
  if (vital == kLcp) {
    for (int i = 0; i < 3; ++i) {
      text(kPaintTexts[i], texts_[state_.paint_texts[i]]);
      if (state_.paint_numbers[i] > 0) spans.set_data(span, kPaintNumbers[i], state_.paint_numbers[i]);
    }
  } else if (vital == kCls) {
    char key[] = "cls.source.1";
    char& digit = key[sizeof key - 2];
    for (std::string_view rest = texts_[state_.worst_sources]; digit <= kMostSources; ++digit) {
      const std::size_t end = rest.find('\n');
      text(key, rest.substr(0, end));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  } else if (vital == kInp) {
    const Interaction& chosen = state_.longest[state_.chosen];
    text("inp.type", texts_[chosen.type]);
    text("inp.target", texts_[chosen.target]);
  }
}

}  // namespace headwater
