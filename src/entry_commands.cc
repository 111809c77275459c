#include "entry_commands.h"

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
  timing.response_status = arguments.number_or(0);
}

}  // namespace

void add_entry(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  Entry entry;
  const double kind = arguments.number();
  entry.kind = kind == 1   ? EntryKind::kMeasure
               : kind == 2 ? EntryKind::kPaint
               : kind == 3 ? EntryKind::kLoadEvent
                           : EntryKind::kMark;
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
  timing.url = arguments.string();
  timing.protocol = arguments.string();
  tracer.add_navigation_timing(at, timing);
}

}  // namespace headwater
