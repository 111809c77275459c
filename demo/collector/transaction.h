#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parse_json.h"

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
  double start = 0;
  double duration = 0;  // negative: its clock was set back
  Json tags = Json::object();
  Json measurements = Json::object();
  Json data = Json::object();  // of the root span
  Json body = Json::object();  // the payload without its spans
  std::vector<SpanRow> spans;  // in the order of the payload
};

}  // namespace headwater::collector
