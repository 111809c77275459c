#pragma once

#include <httplib.h>

#include "demo/collector/base/refusal.h"
#include "demo/collector/store/store.h"

namespace headwater::collector {

// The endpoints that read (docs/collector-api.md). They throw QueryError or Refusal when the request is at
// fault.

void get_query(Store& store, const httplib::Request& request, httplib::Response& response);
void get_series(Store& store, const httplib::Request& request, httplib::Response& response);
void get_tags(Store& store, const httplib::Request& request, httplib::Response& response);
void get_keys(Store& store, const httplib::Request& request, httplib::Response& response);
void get_values(Store& store, const httplib::Request& request, httplib::Response& response);
void get_trace(Store& store, const httplib::Request& request, httplib::Response& response);
void get_transaction(Store& store, const httplib::Request& request, httplib::Response& response);
void get_spans(Store& store, const httplib::Request& request, httplib::Response& response);
void list_discarded(Store& store, const httplib::Request& request, httplib::Response& response);
void get_envelope(Store& store, const httplib::Request& request, httplib::Response& response);

// {"error":{"message":…,"at":…}}; `at` counts UTF-16 units of the parameter `query`.
void answer_read_error(const httplib::Request& request, httplib::Response& response, const Refusal& refusal);

// The id that a path ends with.
std::string id_in_path(const httplib::Request& request);

// Milliseconds since 1970.
double now_in_ms();

}  // namespace headwater::collector
