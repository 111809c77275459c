#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demo/collector/store/rows.h"

namespace headwater::collector {

// What an OTLP request holds (opentelemetry-proto, ExportTraceServiceRequest).
struct OtlpTraces {
  std::vector<LooseSpan> spans;
  std::optional<std::string> sdk;  // of the first resource: "opentelemetry nodejs/1.30.0"
  std::int64_t rejected = 0;       // spans that can't be stored
  std::string why;                 // of the first of them
};

// Reads a request in JSON or protobuf. A resource's service.name is the service; a span of kind SERVER or
// CONSUMER, without a parent, or whose parent is said to be of another process is a transaction's root. Kind,
// events, scope and what else a span says stands in its `extra`. Throws Refusal 400 when it is no such
// request.
OtlpTraces read_otlp(std::string_view body, bool is_json);

// The answer to a request, in the form of the request: nothing but a partial success, if there was one.
std::string otlp_answer(std::int64_t rejected, const std::string& why, bool is_json);
// What stands in its place when the request is refused (google.rpc.Status).
std::string otlp_refusal(int http_status, const std::string& why, bool is_json);

}  // namespace headwater::collector
