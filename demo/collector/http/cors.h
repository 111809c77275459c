#pragma once

#include <httplib.h>

namespace headwater::collector {

// Lets pages of any origin send envelopes and read the answer. Only for the envelope endpoint: what was
// collected is nobody's business but that of the collector's own page.
void allow_any_origin(httplib::Response& response);

// Answers a preflight of the envelope endpoint: which method and headers are allowed, good for an hour.
void answer_preflight(const httplib::Request& request, httplib::Response& response);

// Whether the request was addressed to this machine by a name that always means it. A page whose own host
// name was made to point here (DNS rebinding) counts as same origin for the browser, but its requests carry
// that name.
bool is_for_loopback(const httplib::Request& request);

// Whether a page of another site (another port of this host counts) made the request, as browsers tell: it
// could not read the answer, but have it made a thousand times. A link that the reader follows is none.
bool is_from_another_site(const httplib::Request& request);

}  // namespace headwater::collector
