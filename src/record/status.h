#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace headwater {

// How an operation ended: the gRPC codes by the names that receivers parse.
enum class Status : std::uint8_t {
  kUnset,  // not set: a span is sent without one, a transaction with `ok`
  kOk,
  kCancelled,
  kUnknownError,
  kInvalidArgument,
  kDeadlineExceeded,
  kNotFound,
  kAlreadyExists,
  kPermissionDenied,
  kResourceExhausted,
  kFailedPrecondition,
  kAborted,
  kOutOfRange,
  kUnimplemented,
  kInternalError,
  kUnavailable,
  kDataLoss,
  kUnauthenticated,
};

// The word on the wire, for example "deadline_exceeded"; empty for kUnset.
std::string_view name(Status status);

// The status of that name. `success`, `failure` and the bare `error`, `unknown` are understood as `ok`,
// `internal_error`, `internal_error`, `unknown_error`, since no receiver parses the bare words. Nothing for
// any other word.
std::optional<Status> parse_status(std::string_view word);

// The status that belongs to an HTTP status code; 0, the code of a request that was never answered, and
// whatever is no status code give kInternalError.
Status status_of_http(int code);

}  // namespace headwater
