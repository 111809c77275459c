#pragma once

#include <httplib.h>

#include "store.h"

namespace headwater::collector {

// The endpoints that read, as server.h lists them. Throw Refusal when the request is at fault.

void list_transactions(Store& store, const httplib::Request& request, httplib::Response& response);
void get_trace(Store& store, const httplib::Request& request, httplib::Response& response);
void list_discarded(Store& store, const httplib::Request& request, httplib::Response& response);
void get_envelope(Store& store, const httplib::Request& request, httplib::Response& response);

}  // namespace headwater::collector
