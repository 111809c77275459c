#include "src/commands/entry_commands.h"

#include <cmath>

namespace headwater {
namespace {

// The phases that both timings share from domain_lookup_start to response_end.
void read_connection(FetchTiming& timing, Arguments& arguments) {
  timing.domain_lookup_start = arguments.number_or(0);
  timing.domain_lookup_end = arguments.number_or(0);
  timing.connect_start = arguments.number_or(0);
  timing.secure_connection_start = arguments.number_or(0);
  timing.connect_end = arguments.number_or(0);
  timing.request_start = arguments.number_or(0);
  timing.response_start = arguments.number_or(0);
  timing.response_end = arguments.number_or(0);
}

void read_sizes(FetchTiming& timing, Arguments& arguments) {
  timing.transfer_size = arguments.number_or(0);
  timing.encoded_body_size = arguments.number_or(0);
  timing.decoded_body_size = arguments.number_or(0);
  timing.response_status = arguments.http_code();
}

}  // namespace

void add_entry(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  Entry entry;
  const double kind = arguments.number();
  entry.kind = kind >= 0 && kind <= 7 ? static_cast<EntryKind>(kind) : EntryKind::kMark;
  arguments.read_extent(at, entry.start, entry.duration);
  entry.name = arguments.string();
  tracer.add_entry(at, entry);
}

void add_resource(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  ResourceTiming timing;
  arguments.read_extent(at, timing.start, timing.duration);
  timing.redirect_start = arguments.number_or(0);
  timing.redirect_end = arguments.number_or(0);
  timing.worker_start = arguments.number_or(0);
  timing.fetch_start = arguments.number_or(0);
  read_connection(timing, arguments);
  read_sizes(timing, arguments);
  timing.url = arguments.string();
  timing.initiator_type = arguments.string();
  timing.protocol = arguments.string();
  timing.render_blocking = arguments.string();
  timing.delivery_type = arguments.string();
  timing.server_timing = arguments.string();
  tracer.add_resource(at, timing);
}

void add_navigation_timing(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  NavigationTiming timing;
  timing.start = arguments.number_or(0);
  timing.unload_event_start = arguments.number_or(0);
  timing.unload_event_end = arguments.number_or(0);
  timing.redirect_start = arguments.number_or(0);
  timing.redirect_end = arguments.number_or(0);
  timing.worker_start = 0;
  timing.fetch_start = arguments.number_or(0);
  read_connection(timing, arguments);
  timing.dom_content_loaded_event_start = arguments.number_or(0);
  timing.dom_content_loaded_event_end = arguments.number_or(0);
  read_sizes(timing, arguments);
  timing.redirect_count = arguments.number_or(0);
  timing.activation_start = arguments.number_or(0);
  timing.url = arguments.string();
  timing.protocol = arguments.string();
  timing.delivery_type = arguments.string();
  timing.type = arguments.string();
  timing.server_timing = arguments.string();
  tracer.add_navigation_timing(at, timing);
}

void add_long_animation_frame(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  LongAnimationFrame frame;
  arguments.read_extent(at, frame.start, frame.duration);
  frame.blocking_duration = arguments.number_or(0);
  frame.render_start = arguments.number_or(0);
  frame.style_and_layout_start = arguments.number_or(0);
  frame.first_ui_event_timestamp = arguments.number_or(0);
  frame.script_start = arguments.number_or(0);
  frame.script_duration = arguments.number_or(0);
  frame.script_forced_style_and_layout_duration = arguments.number_or(0);
  frame.script_char_position = arguments.number_or(-1);
  frame.invoker = arguments.string();
  frame.invoker_type = arguments.string();
  frame.source_url = arguments.string();
  frame.source_function_name = arguments.string();
  tracer.add_long_animation_frame(at, frame);
}

void add_largest_contentful_paint(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  LargestContentfulPaint entry;
  entry.start = std::fmin(std::fmax(arguments.number_or(0), 0), at);
  entry.render_time = arguments.number_or(0);
  entry.load_time = arguments.number_or(0);
  entry.size = arguments.number_or(0);
  entry.after_interaction = arguments.number() == 1;
  entry.element = arguments.string();
  entry.id = arguments.string();
  entry.url = arguments.string();
  tracer.add_largest_contentful_paint(entry);
}

void add_layout_shift(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  LayoutShift entry;
  entry.start = at;
  entry.value = std::fmax(arguments.number_or(0), 0);
  entry.had_recent_input = arguments.number() == 1;
  entry.sources = arguments.string();
  tracer.add_layout_shift(entry);
}

void add_event_timing(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  EventTiming entry;
  // Not cut at the present: browsers round durations up to 8 ms.
  entry.start = std::fmin(std::fmax(arguments.number_or(0), 0), at);
  entry.duration = std::fmax(arguments.number_or(0), 0);
  entry.processing_start = arguments.number_or(0);
  entry.processing_end = arguments.number_or(0);
  entry.interaction_id = arguments.number_or(0);
  entry.interaction_count = arguments.number();
  entry.first_input = arguments.number() == 1;
  entry.type = arguments.string();
  entry.target = arguments.string();
  tracer.add_event_timing(entry);
}

}  // namespace headwater
