#pragma once

#include "src/commands/arguments.h"
#include "src/tracer/tracer.h"

namespace headwater {

// The commands that carry a performance entry: what was over by `at` goes to the tracer.
void add_entry(Tracer& tracer, double at, Arguments arguments);
void add_resource(Tracer& tracer, double at, Arguments arguments);
void add_navigation_timing(Tracer& tracer, double at, Arguments arguments);
void add_long_animation_frame(Tracer& tracer, double at, Arguments arguments);
void add_largest_contentful_paint(Tracer& tracer, double at, Arguments arguments);
void add_layout_shift(Tracer& tracer, double at, Arguments arguments);
void add_event_timing(Tracer& tracer, double at, Arguments arguments);

}  // namespace headwater
