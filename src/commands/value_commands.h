#pragma once

#include "src/commands/arguments.h"
#include "src/tracer/tracer.h"

namespace headwater {

// The commands that set or remove a value: of the scope, or of what a handle names.
void read_scope_tag(Tracer& tracer, const Arguments& arguments);
void read_scope_value(Tracer& tracer, const Arguments& arguments);
void read_name(Tracer& tracer, const Arguments& arguments);

// `command`: which of kTag, kData, kStatus, kHttpStatus, kLink and kMeasurement it is.
void read_value(Tracer& tracer, Command command, const Arguments& arguments);

}  // namespace headwater
