#pragma once

#include <httplib.h>

#include "demo/collector/base/parse_json.h"
#include "demo/collector/base/refusal.h"

namespace headwater::collector {

// Sends `value` as the answer, with status 200 unless another is set already.
void answer_json(httplib::Response& response, const Json& value);

// Sends `{"detail":…,"causes":[…]}` with the refusal's status, and the same in one line in X-Sentry-Error.
// With 503 goes a Retry-After.
void answer_refusal(httplib::Response& response, const Refusal& refusal);

// Sends `{"error":{"message":…,"at":…}}`, as those get it who read. With 503 goes a Retry-After.
void answer_error(httplib::Response& response, const Refusal& refusal, const Json& at = nullptr);

// The refusal in one line of printable ASCII, at most 500 characters: it quotes what was received.
std::string one_line(const Refusal& refusal);

}  // namespace headwater::collector
