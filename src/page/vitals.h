#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "src/page/entry_spans.h"
#include "src/record/transaction.h"
#include "src/text/text_arena.h"

namespace headwater {

// An entry of the type largest-contentful-paint, or interaction-contentful-paint. Times in ms since the time
// origin, 0 for not known; `size` in square CSS pixels.
struct LargestContentfulPaint {
  double start;
  double render_time;
  double load_time;
  double size;
  bool after_interaction;
  std::string_view element;  // a selector
  std::string_view id;
  std::string_view url;  // whole; stripped here
};

// An entry of value 0 says that the browser reports shifts: without any entry, a page that has not moved has
// no CLS.
struct LayoutShift {
  double start;
  double value;
  bool had_recent_input;
  std::string_view sources;  // selectors, one a line, the largest first
};

// An entry of the types event and first-input. `interaction_count` is NaN where the browser does not count.
struct EventTiming {
  double start;
  double duration;
  double processing_start;
  double processing_end;
  double interaction_id;
  double interaction_count;
  bool first_input;
  std::string_view type;
  std::string_view target;  // a selector
};

// How a page came to be, which decides what its vitals are.
enum class PageStart : std::uint8_t { kLoad, kNavigation, kRestore };

// The web vitals of one page view or navigation, from raw entries and by the definitions of the library
// web-vitals: TTFB, FP, FCP, LCP, CLS and INP. They do not depend on how long a transaction is open: what is
// known when one ends is written into it, what changes later into the follow-up.
//
// A load has all of them. A restore from the back/forward cache has FCP and LCP (both its first frame), TTFB
// (0), CLS and INP, a navigation CLS and INP: an interaction-contentful-paint does not say to which
// navigation it belongs.
class Vitals {
 public:
  // `start`: activation of a pageload, or start of the navigation, in ms since the time origin. Values are
  // relative to it. `before`: those of the page before it in the same document.
  void begin(PageStart how, double start, const Vitals& before);

  PageStart how() const { return state_.how; }

  // The document was hidden from `at` on; the earliest call counts. Paints after it are not measured.
  void hidden(double at);

  void first_byte(double response_start);
  // `name` as in the entry.
  void paint(std::string_view name, double start);
  // The first frame after a restore, which has no entry.
  void restored_paint(double start);
  void largest_contentful_paint(const LargestContentfulPaint& entry);
  void layout_shift(const LayoutShift& entry);
  void event(const EventTiming& entry);
  // Sets the number of interactions in this document. Returns whether it has grown.
  bool interactions(double count);

  // Whether a value differs from what was last written.
  bool changed() const;
  // The latest time at which an entry has changed a value, in ms since the time origin.
  double changed_at() const;
  // Writes the values that have changed as measurements, and what explains them (`lcp.element`…) as data of
  // the root. They count as written then.
  void write(Transaction& transaction);
  // Writes each value that has changed as a child, what explains it as the child's data, and the value as a
  // measurement: there are as many measurements as children, in the same order.
  void write_spans(Transaction& transaction, CoreHandles& handles);

 private:
  enum Vital : std::uint8_t { kTtfb, kFp, kFcp, kLcp, kCls, kInp, kVitals };
  // How many of the longest interactions are kept. INP leaves out one of them for each 50 interactions, at
  // most nine.
  static constexpr std::size_t kLongest = 10;

  struct Interaction {
    double id;
    double duration;
    double start;
    TextRef type;
    TextRef target;
  };

  void set(Vital vital, double value, double at);
  void set_paint(Vital vital, double start);
  void choose_interaction(double at);
  bool differs(int vital) const;
  TextRef keep(std::string_view text) { return texts_.intern(text, kMostText); }
  void measure(int vital, Transaction& transaction);
  void explain(int vital, SpanStore& spans, SpanRecord& span) const;
  std::string_view subject(int vital) const;

  // How many bytes of texts that explain its values a page may keep; what is beyond is left out.
  static constexpr std::size_t kMostText = 1 << 15;

  // All members but the texts, in one piece, so that a page is moved by one copy.
  struct State {
    PageStart how = PageStart::kLoad;
    double start = 0;
    double hidden_at = std::numeric_limits<double>::infinity();
    // Negative: not known, not written.
    double values[kVitals] = {-1, -1, -1, -1, -1, -1};
    double written[kVitals] = {-1, -1, -1, -1, -1, -1};
    // The time of the latest entry that changed one.
    double times[kVitals] = {};

    // Of the largest contentful paint, as in its entry: size, load time and render time; element, id and URL.
    double paint_numbers[3] = {};
    TextRef paint_texts[3] = {};

    // The session window that is running, and the sources of the largest shift in it, and in the worst
    // window.
    double session_value = 0, session_start = 0, session_end = 0, session_largest = 0;
    TextRef session_sources = 0, worst_sources = 0;

    // The longest interactions, the longest first; which of them is the INP.
    Interaction longest[kLongest] = {};
    std::size_t longest_count = 0, chosen = 0;
    double count = 0, count_before = 0;
    // The lowest and highest interaction id that was seen; 0: none.
    double first_id = 0, last_id = 0;
  };
  State state_;
  TextArena texts_;
};

}  // namespace headwater
