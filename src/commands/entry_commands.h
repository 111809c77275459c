#pragma once

#include "src/commands/arguments.h"
#include "src/tracer/tracer.h"

namespace headwater {

// The commands that carry a performance entry: what was over by `at` goes to the tracer.
void read_entry(Tracer& tracer, double at, const Arguments& arguments);
void read_resource(Tracer& tracer, double at, const Arguments& arguments);
void read_navigation_timing(Tracer& tracer, double at, const Arguments& arguments);
void read_long_animation_frame(Tracer& tracer, double at, const Arguments& arguments);
void read_largest_contentful_paint(Tracer& tracer, double at, const Arguments& arguments);
void read_layout_shift(Tracer& tracer, double at, const Arguments& arguments);
void read_event_timing(Tracer& tracer, double at, const Arguments& arguments);

}  // namespace headwater
