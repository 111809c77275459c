#pragma once

#include <cstdint>
#include <string_view>

#include "src/record/transaction.h"

namespace headwater {

enum class RequestType : std::uint8_t { kFetch = 0, kXhr = 1 };

// An answer that is a stream has no end of its own. Who timed out was the page: it waited no longer.
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

// What requests for the same thing have in common (beats.h): how they are made, and the address without its
// query, which may only keep answers from being cached.
std::uint64_t request_group(std::string_view method, std::string_view url);

// It was answered at `at`, or failed. `code` is the HTTP status code of an answer; a value below 100 is none:
// an opaque answer, of which nobody knows whether it is a good one. An answer ends at `body_end` if that is
// known (else NaN). If it is not, and the body follows, the span ends now and awaits its entry; a stream
// stays open, and from now on is minor.
void finish_request_span(Transaction& transaction, SpanRecord& span, double at, int code,
                         RequestOutcome outcome, double body_end, bool body_follows);

// Its body ended at `end`, which became known at `at`.
void end_with_body(Transaction& transaction, SpanRecord& span, double end, double at);

}  // namespace headwater
