#pragma once

#include "src/commands/arguments.h"
#include "src/tracer/tracer.h"

namespace headwater {

// The commands that set or remove a value: of the scope, or of what a handle names.
void set_scope_tag(Tracer& tracer, Arguments arguments);
void set_scope_value(Tracer& tracer, Arguments arguments);

// `command`: which of kTag, kData, kStatus, kHttpStatus, kName, kLink and kMeasurement it is.
void set_value(Tracer& tracer, Command command, Arguments arguments);

}  // namespace headwater
