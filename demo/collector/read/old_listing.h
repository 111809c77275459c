#pragma once

#include <httplib.h>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// What the page in page/ asks for: a list of transactions, and whole traces with all that is known of each
// span.

// GET /api/transactions
//   {"transactions":[…],"next":<cursor or null>}, newest first; texts longer than 1000 bytes end in "…".
//   ?limit=1…1000 (100), ?before=<next, or seconds since 1970>, ?query=<part of the name>, ?tag=<key>:<value>
//   (may be repeated), and for exact values ?name= ?op= ?status= ?trace_id= ?span_id= ?parent_span_id=
//   ?project= ?release= ?environment= ?service=
void list_transactions(Store& store, const httplib::Request& request, httplib::Response& response);

// GET /api/whole-traces/<trace id>
//   {"trace_id":…,"transactions":[…]}, earliest first, each as above and with data, tags, measurements, event
//   (the payload without spans) and spans. Times are seconds.
void get_whole_trace(Store& store, const httplib::Request& request, httplib::Response& response);

}  // namespace headwater::collector
