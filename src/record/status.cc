#include "src/record/status.h"

#include <cstddef>

namespace headwater {
namespace {

constexpr std::string_view kNames[] = {
    "",
    "ok",
    "cancelled",
    "unknown_error",
    "invalid_argument",
    "deadline_exceeded",
    "not_found",
    "already_exists",
    "permission_denied",
    "resource_exhausted",
    "failed_precondition",
    "aborted",
    "out_of_range",
    "unimplemented",
    "internal_error",
    "unavailable",
    "data_loss",
    "unauthenticated",
};

}  // namespace

std::string_view name(Status status) { return kNames[static_cast<std::size_t>(status)]; }

std::optional<Status> parse_status(std::string_view word) {
  for (std::size_t i = 1; i < sizeof(kNames) / sizeof(kNames[0]); ++i) {
    if (word == kNames[i]) return static_cast<Status>(i);
  }
  if (word == "success") return Status::kOk;
  if (word == "failure" || word == "error") return Status::kInternalError;
  if (word == "unknown") return Status::kUnknownError;
  return std::nullopt;
}

Status status_of_http(int code) {
  if (code >= 100 && code < 400) return Status::kOk;
  switch (code) {
    case 401:
      return Status::kUnauthenticated;
    case 403:
      return Status::kPermissionDenied;
    case 404:
      return Status::kNotFound;
    case 409:
      return Status::kAlreadyExists;
    case 413:
      return Status::kFailedPrecondition;
    case 429:
      return Status::kResourceExhausted;
    case 499:
      return Status::kCancelled;
    case 501:
      return Status::kUnimplemented;
    case 503:
      return Status::kUnavailable;
    case 504:
      return Status::kDeadlineExceeded;
    default:
      return code >= 400 && code < 500 ? Status::kInvalidArgument : Status::kInternalError;
  }
}

}  // namespace headwater
