#pragma once

#include <cstdint>
#include <string_view>

#include "transaction.h"

namespace headwater {

enum class RequestType : std::uint8_t { kFetch = 0, kXhr = 1 };

enum class RequestOutcome : std::uint8_t { kAnswered = 0, kNetworkError = 1, kAborted = 2 };

// Starts an `http.client` span for a request the page makes. `url` is whole and absolute; what is kept of it
// has no query, fragment or credentials. False when there is no room.
bool start_request(Transaction& transaction, Handle handle, Handle parent, double at, RequestType type,
                   std::string_view method, std::string_view url, std::string_view page_origin);

// Ends it at `at`. `code` is the HTTP status code of an answer; a value below 100 is none.
void finish_request(Transaction& transaction, SpanRecord& span, double at, int code, RequestOutcome outcome);

}  // namespace headwater
