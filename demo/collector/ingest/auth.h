#pragma once

#include <string>

#include "demo/collector/base/parse_json.h"

namespace headwater::collector {

// Who sends, as the three places of a request say it. Empty: not there.
struct Credentials {
  std::string query_key;     // query parameter sentry_key
  std::string query_client;  // query parameter sentry_client
  std::string header;        // X-Sentry-Auth or Authorization: "Sentry sentry_key=…, sentry_client=…"
};

struct Sender {
  std::string public_key;
  std::string client;  // "name/version" as the sender calls itself, may be empty
};

// Any key will do, but one has to be there, and wherever there are several they have to agree, as does the
// project of a `dsn` in the envelope header with that of the address. Throws Refusal 401 (no key) or 400
// (they disagree, or the DSN can't be read).
Sender authenticate(const Credentials& credentials, const Json& envelope_header, const std::string& project);

}  // namespace headwater::collector
