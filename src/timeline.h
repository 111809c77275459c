#pragma once

#include <cstdint>
#include <string_view>

#include "transaction.h"

namespace headwater {

// Performance entries become spans. All times are those of the entry, in ms since the time origin; 0 in an
// optional phase means it did not happen, or may not be seen across origins.

enum class EntryKind : std::uint8_t { kMark = 0, kMeasure = 1, kPaint = 2, kLoadEvent = 3 };

struct Entry {
  EntryKind kind;
  double start;
  double duration;
  std::string_view name;
};

// The phases of a fetch as Resource Timing names them, and what it brought.
struct FetchTiming {
  double redirect_start, redirect_end;
  double worker_start;
  double fetch_start;
  double domain_lookup_start, domain_lookup_end;
  double connect_start, secure_connection_start, connect_end;
  double request_start, response_start, response_end;
  double transfer_size, encoded_body_size, decoded_body_size;  // bytes
  double response_status;                                      // 0: not to be seen
  std::string_view protocol;                                   // "h2", "http/1.1"...
};

struct ResourceTiming : FetchTiming {
  double start;
  double duration;
  std::string_view url;  // whole; stripped here
  std::string_view initiator_type;
  std::string_view render_blocking;
  std::string_view delivery_type;
};

struct NavigationTiming : FetchTiming {
  double start;
  double unload_event_start, unload_event_end;
  double dom_content_loaded_event_start, dom_content_loaded_event_end;
  double redirect_count;
  std::string_view url;
};

// Gives out handles for the spans made here.
class CoreHandles {
 public:
  Handle next() { return next_++; }

 private:
  Handle next_ = kFirstCoreHandle;
};

// A paint is also the measurement `fp` or `fcp`.
void add_entry(Transaction& transaction, CoreHandles& handles, const Entry& entry);

void add_resource(Transaction& transaction, CoreHandles& handles, const ResourceTiming& timing,
                  std::string_view page_origin);

// One span for each phase of the document's own loading that happened: unload event, redirect, cache, dns,
// connect, TLS, request, response, DOMContentLoaded event.
void add_navigation_timing(Transaction& transaction, CoreHandles& handles, const NavigationTiming& timing,
                           std::string_view page_origin);

}  // namespace headwater
