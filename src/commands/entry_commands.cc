#include "src/commands/entry_commands.h"

#include <cmath>

#include "src/commands/entry_fields.h"

namespace headwater {

void read_entry(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::Entry;
  static_assert(static_cast<int>(EntryKind::kRestoredPaint) == code::kRestoredPaint);
  const double kind = arguments.number(Row::kKind);
  Entry entry;
  entry.kind = kind >= 0 && kind <= code::kRestoredPaint ? static_cast<EntryKind>(kind) : EntryKind::kMark;
  entry.start = arguments.finite(Row::kStart);
  entry.duration = arguments.finite(Row::kDuration);
  keep_within(at, entry.start, entry.duration);
  entry.name = arguments.string(Row::kName);
  tracer.entry(at, entry);
}

void read_resource(Tracer& tracer, double at, const Arguments& arguments) {
  ResourceTiming timing;
  arguments.fill(timing, kResourceTimingNumbers, kResourceTimingStrings);
  keep_within(at, timing.start, timing.duration);
  timing.response_status = http_code(timing.response_status);
  tracer.resource(at, timing);
}

void read_navigation_timing(Tracer& tracer, double at, const Arguments& arguments) {
  NavigationTiming timing;
  arguments.fill(timing, kNavigationTimingNumbers, kNavigationTimingStrings);
  timing.response_status = http_code(timing.response_status);
  tracer.navigation_timing(at, timing);
}

void read_long_animation_frame(Tracer& tracer, double at, const Arguments& arguments) {
  LongAnimationFrame frame;
  arguments.fill(frame, kLongAnimationFrameNumbers, kLongAnimationFrameStrings);
  keep_within(at, frame.start, frame.duration);
  tracer.long_animation_frame(at, frame);
}

void read_largest_contentful_paint(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::LargestContentfulPaint;
  LargestContentfulPaint entry;
  entry.start = std::fmin(std::fmax(arguments.finite(Row::kStart), 0), at);
  entry.render_time = arguments.finite(Row::kRenderTime);
  entry.load_time = arguments.finite(Row::kLoadTime);
  entry.size = arguments.finite(Row::kSize);
  entry.after_interaction = arguments.is_one(Row::kInteraction);
  entry.element = arguments.string(Row::kElement);
  entry.id = arguments.string(Row::kId);
  entry.url = arguments.string(Row::kUrl);
  tracer.largest_contentful_paint(entry);
}

void read_layout_shift(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::LayoutShift;
  LayoutShift entry;
  entry.start = at;
  entry.value = std::fmax(arguments.finite(Row::kValue), 0);
  entry.had_recent_input = arguments.is_one(Row::kHadRecentInput);
  entry.sources = arguments.string(Row::kSources);
  tracer.layout_shift(entry);
}

void read_event_timing(Tracer& tracer, double at, const Arguments& arguments) {
  using Row = row::EventTiming;
  EventTiming entry;
  // Not cut at the present: browsers round durations up to 8 ms.
  entry.start = std::fmin(std::fmax(arguments.finite(Row::kStart), 0), at);
  entry.duration = std::fmax(arguments.finite(Row::kDuration), 0);
  entry.processing_start = arguments.finite(Row::kProcessingStart);
  entry.processing_end = arguments.finite(Row::kProcessingEnd);
  entry.interaction_id = arguments.finite(Row::kInteractionId);
  entry.interaction_count = arguments.number(Row::kInteractionCount);
  entry.first_input = arguments.is_one(Row::kFirstInput);
  entry.type = arguments.string(Row::kType);
  entry.target = arguments.string(Row::kTarget);
  tracer.event_timing(entry);
}

}  // namespace headwater
