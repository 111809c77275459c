#pragma once

#include "src/commands/arguments.h"
#include "src/tracer/tracer.h"

namespace headwater {

// The commands that start and end transactions, spans and requests, and say how they end.
void start_transaction(Tracer& tracer, double at, Arguments arguments);
void start_span(Tracer& tracer, double at, Arguments arguments);
void finish(Tracer& tracer, double at, Arguments arguments);
void start_request(Tracer& tracer, double at, Arguments arguments);
void finish_request(Tracer& tracer, double at, Arguments arguments);
void redirect(Tracer& tracer, double at, Arguments arguments);
void hold(Tracer& tracer, double at, Arguments arguments);
void root_sent(Tracer& tracer, Arguments arguments);
void set_address(Tracer& tracer, double at, Arguments arguments);
void name_root(Tracer& tracer, double at, Arguments arguments);

}  // namespace headwater
