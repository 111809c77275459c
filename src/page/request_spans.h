#pragma once

#include <cstdint>
#include <string_view>

#include "src/record/transaction.h"

namespace headwater {

enum class RequestType : std::uint8_t { kFetch = 0, kXhr = 1 };

// How a request ended. kStream: with a body that has no end of its own. kTimedOut: the page did not wait
// longer.
enum class RequestOutcome : std::uint8_t {
  kAnswered = 0,
  kNetworkError = 1,
  kAborted = 2,
  kStream = 3,
  kTimedOut = 4,
};

inline bool is_failure(RequestOutcome outcome) {
  return outcome != RequestOutcome::kAnswered && outcome != RequestOutcome::kStream;
}

// Starts an `http.client` span for a request the page makes. `url` is whole and absolute; what is kept of it
// has no query, fragment or credentials. False when there is no room.
bool start_request_span(Transaction& transaction, Handle handle, Handle parent, double at, RequestType type,
                        std::string_view method, std::string_view url, const Options& options,
                        bool minor = false);

// A number that requests for the same thing have in common (beats.h), made of `method` (of an entry: how it
// was initiated) and of the address without its query, which may only be there to keep answers from being
// cached.
std::uint64_t request_group(std::string_view method, std::string_view url);

// The request was answered at `at`, or failed. `code` is the HTTP status; below 100 there is none: the answer
// is opaque, and nobody knows whether it is a good one. The span of an answer ends at `body_end`, the end of
// the body, if that is known (else NaN). If it is not, and `body_follows`, the span ends now and awaits its
// timing entry. A stream stays open, and is minor from now on.
void finish_request_span(Transaction& transaction, SpanRecord& span, double at, int code,
                         RequestOutcome outcome, double body_end, bool body_follows);

// Ends the span with its body, which ended at `end`; that became known at `at`.
void end_with_body(Transaction& transaction, SpanRecord& span, double end, double at);

}  // namespace headwater
