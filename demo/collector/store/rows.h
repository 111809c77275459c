#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "demo/collector/base/parse_json.h"

namespace headwater::collector {

// Rows as they are stored. Ids are lowercase hex; moments are seconds since 1970 by the sender's clock,
// durations seconds. What the sender did not say is absent, never made up.

struct SpanRow {
  std::string trace_id;
  std::string span_id;
  std::optional<std::string> parent_id;
  std::optional<std::string> op;
  std::optional<std::string> description;
  std::optional<std::string> status;
  double start = 0;
  std::optional<double> duration;  // absent: never finished; negative: its clock was set back
  Json data = Json::object();
  Json tags = Json::object();   // strings only
  Json extra = Json::object();  // all other members, as they came: origin, links, measurements…
};

struct TransactionRow {
  std::string event_id;
  std::string trace_id;
  std::string span_id;  // of the root span
  std::optional<std::string> parent_id;
  std::string name;
  std::optional<std::string> op;
  std::optional<std::string> status;
  std::optional<std::string> service;
  std::optional<std::string> environment;
  std::optional<std::string> release;
  std::optional<std::string> user;    // whatever tells users apart: id, e-mail address, name or address
  std::optional<double> sample_rate;  // the share of such transactions that was recorded, above 0 up to 1
  double start = 0;
  double duration = 0;  // negative: its clock was set back
  Json tags = Json::object();
  Json measurements = Json::object();
  Json data = Json::object();  // of the root span
  Json body = Json::object();  // the payload without its spans
  std::vector<SpanRow> spans;  // in the order of the payload
};

// A span that came by itself: which transaction it belongs to depends on what else came and comes.
struct LooseSpan {
  SpanRow span;
  // A local root is a transaction: this is all of it but its spans.
  std::optional<TransactionRow> root;
  std::optional<std::string> segment;  // the root of its transaction, where the sender says which it is
  // For a transaction whose root has not come.
  std::string transaction_name;
  std::optional<std::string> service;
  std::optional<std::string> environment;
  std::optional<std::string> release;
  // What this span says of its transaction, as the web vitals do that come when a page has been shown.
  Json measurements = Json::object();
};

// So many events of one category that a sender did not send, and why.
struct DiscardedEvents {
  std::string reason;
  std::string category;
  std::int64_t quantity = 0;
};

}  // namespace headwater::collector
