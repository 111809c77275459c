#pragma once

#include "src/commands/arguments.h"
#include "src/tracer/tracer.h"

namespace headwater {

// The commands that start and end transactions, spans and requests, and say how they end.
void read_transaction(Tracer& tracer, double at, const Arguments& arguments);
void read_span(Tracer& tracer, double at, const Arguments& arguments);
void read_finish(Tracer& tracer, double at, const Arguments& arguments);
void read_request(Tracer& tracer, double at, const Arguments& arguments);
void read_response(Tracer& tracer, double at, const Arguments& arguments);
void read_redirect(Tracer& tracer, double at, const Arguments& arguments);
void read_hold(Tracer& tracer, double at, const Arguments& arguments);
void read_root_sent(Tracer& tracer, const Arguments& arguments);
void read_address(Tracer& tracer, double at, const Arguments& arguments);
void read_named(Tracer& tracer, double at, const Arguments& arguments);

}  // namespace headwater
