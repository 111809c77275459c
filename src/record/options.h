#pragma once

#include <cstdint>

#include "src/base/string.h"
#include "src/record/limits.h"

namespace headwater {

// How web vitals are sent that come, or change, after the root of their page has ended. The numbers are those
// of the command `rules`.
enum class LateVitals : std::uint8_t {
  kTransaction = 0,  // as measurements of the page's follow-up
  kSpan = 1,         // as spans of their own, which belong to no transaction
  kOff = 2,          // not at all
};

// The options that `configure` and `rules` give the core, once. Times in milliseconds.
struct Options {
  // Seed of the page's span ids (ids.h).
  std::uint32_t seed_high = 0;
  std::uint32_t seed_low = 0;

  // A pageload or navigation ends so long after its last open child ended. Shorter cuts slow pages in two,
  // longer keeps the transaction from being sent.
  double idle_timeout = 1000;

  // It ends at the latest so long after it was started, whatever is still open (status deadline_exceeded).
  double final_timeout = 30000;

  // It ends when no child has started for so long while some are open (status deadline_exceeded).
  double child_span_timeout = 15000;

  // A transaction that took longer, or a negative time, is marked deadline_exceeded and tagged
  // maxTransactionDurationExceeded. It is sent all the same. 0: no limit.
  double max_transaction_duration = 600000;

  // Child spans shorter than this are left out, apart from requests, what failed, and entries that are
  // moments (marks, paints); what hangs below one hangs below its parent. 0: none are.
  double min_span_duration = 0;

  LateVitals late_vitals = LateVitals::kTransaction;

  // Spans of a transaction that are sent, its root not counted.
  std::uint32_t max_spans = limits::kSpans;

  // What is recorded is a service, no page: receivers read it by its platform.
  bool is_service = false;

  String version;      // of Headwater, for the sdk member
  String dsn;          // written into the envelope header when not empty: a tunnel needs it
  String page_origin;  // location.origin; addresses there are shown without it
  String user_agent;
  String referrer;
  String release;
  String environment = "production";

  // Written as people do, without most escapes (readable.h).
  String name_rules;                  // templates of names, one a line (path_names.h)
  String query_keys;                  // keys of queries that may leave the page, one a line
  String server_timing_descriptions;  // metrics whose description may, one a line
};

}  // namespace headwater
