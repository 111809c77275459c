#pragma once

#include "arguments.h"
#include "tracer.h"

namespace headwater {

// The commands `entry`, `resource` and `navigation_timing`: what was over by `at` goes to the tracer.
void add_entry(Tracer& tracer, double at, Arguments arguments);
void add_resource(Tracer& tracer, double at, Arguments arguments);
void add_navigation_timing(Tracer& tracer, double at, Arguments arguments);

}  // namespace headwater
