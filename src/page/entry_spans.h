#pragma once

#include <cstdint>
#include <string_view>

#include "src/page/fetch_timing.h"
#include "src/record/transaction.h"

namespace headwater {

// Performance entries become spans. All times are those of the entry, in ms since the time origin; 0 in an
// optional phase means it did not happen.

enum class EntryKind : std::uint8_t {
  kMark = 0,
  kMeasure = 1,
  kPaint = 2,
  kLoadEvent = 3,
  kLongTask = 4,
  kHidden = 5,
  kVisible = 6,
  kRestoredPaint = 7,
};

struct Entry {
  EntryKind kind;
  double start;
  double duration;
  std::string_view name;
};

struct NavigationTiming : FetchTiming {
  double start = 0;
  double unload_event_start = 0, unload_event_end = 0;
  double dom_content_loaded_event_start = 0, dom_content_loaded_event_end = 0;
  double redirect_count = 0;
  double activation_start = 0;  // of a prerendered page; 0 for others
  std::string_view url;
  std::string_view type;  // "navigate", "reload", "back_forward"...
};

// A frame that took longer than 50 ms, with the script in it that took longest. The script's members are 0
// and empty when no script ran.
struct LongAnimationFrame {
  double start = 0;
  double duration = 0;
  double blocking_duration = 0;
  double render_start = 0, style_and_layout_start = 0, first_ui_event_timestamp = 0;
  double script_start = 0, script_duration = 0, script_forced_style_and_layout_duration = 0;
  double script_char_position = -1;  // -1: not known
  std::string_view invoker;          // "BUTTON#save.onclick"
  std::string_view invoker_type;
  std::string_view source_url;  // whole; stripped here
  std::string_view source_function_name;
};

// Gives out handles for the spans made here.
class CoreHandles {
 public:
  Handle next() { return next_++; }

 private:
  Handle next_ = kFirstCoreHandle;
};

void add_entry_span(Transaction& transaction, CoreHandles& handles, const Entry& entry);

// `repeats`: it is one of many that say nothing about how long the page takes (beats.h).
void add_resource_span(Transaction& transaction, CoreHandles& handles, const ResourceTiming& timing,
                       const Options& options, bool repeats = false);

// One span for each phase of the document's own loading that took time: unload event, redirect, cache, dns,
// connect, TLS, request, response, DOMContentLoaded event. None ends after `at`, when the entry was made.
void add_navigation_spans(Transaction& transaction, CoreHandles& handles, double at,
                          const NavigationTiming& timing, const Options& options);

void add_frame_span(Transaction& transaction, CoreHandles& handles, const LongAnimationFrame& frame);

}  // namespace headwater
