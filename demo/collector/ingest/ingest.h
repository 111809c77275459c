#pragma once

#include <string>
#include <string_view>

#include "demo/collector/ingest/auth.h"
#include "demo/collector/ingest/envelope_reader.h"
#include "demo/collector/store/store.h"

namespace headwater::collector {

// What one may send, decompressed: Relay's limit.
inline constexpr std::size_t kMaxEnvelopeBytes = 100 << 20;

struct IngestRequest {
  std::string project;  // from the address
  Credentials credentials;
  std::string content_encoding;
  std::string_view body;
  double received = 0;  // seconds since 1970
};

// Takes an envelope: decompresses, reads and stores it. Answers its event id once it is stored, or was
// before. A transaction, spans and client reports are read into rows; any other item is kept in the raw bytes
// alone. Throws Refusal when the request is at fault, and then nothing was stored; std::runtime_error when
// the store is.
std::string ingest(Store& store, const IngestRequest& request);

// Reads the items of an envelope into what is to be stored. `entry.event_id` is that of its header, and
// becomes that of its transaction. Throws Refusal.
void read_items(const Envelope& envelope, NewEnvelope& entry);

// OTLP knows no projects.
inline constexpr const char* kOtlpProject = "otlp";

struct OtlpRequest {
  bool is_json = false;
  std::string content_encoding;
  std::string_view body;
  double received = 0;  // seconds since 1970
};

// The same for the traces of an OTLP request. Answers what the sender is to be answered.
std::string ingest_otlp(Store& store, const OtlpRequest& request);

}  // namespace headwater::collector
