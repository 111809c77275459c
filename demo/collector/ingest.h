#pragma once

#include <string>
#include <string_view>

#include "auth.h"
#include "store.h"

namespace headwater::collector {

// What one may send: as it comes over the wire, and decompressed. Relay's limits.
inline constexpr std::size_t kMaxBodyBytes = 20 << 20;
inline constexpr std::size_t kMaxEnvelopeBytes = 100 << 20;

struct IngestRequest {
  std::string project;  // from the address
  Credentials credentials;
  std::string content_encoding;
  std::string_view body;
  double received = 0;  // seconds since 1970
};

// Takes an envelope: decompresses, reads and stores it. Answers its event id once it is stored, or was
// before. A transaction and client reports are read into rows; any other item is kept in the raw bytes alone.
// Throws Refusal when the request is at fault, and then nothing was stored; std::runtime_error when the store
// is.
std::string ingest(Store& store, const IngestRequest& request);

}  // namespace headwater::collector
