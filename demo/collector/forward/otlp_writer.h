#pragma once

#include <string>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// What an envelope says of traces as an OTLP request in protobuf (ExportTraceServiceRequest); "" if it says
// nothing of them. Ids stay; a transaction becomes a span of its own, op and tags attributes, a status that
// is not "ok" an error with it as message.
std::string otlp_of(const NewEnvelope& envelope);

}  // namespace headwater::collector
