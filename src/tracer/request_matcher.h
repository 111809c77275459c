#pragma once

#include <string_view>

#include "src/page/beats.h"
#include "src/page/request_spans.h"
#include "src/page/request_table.h"
#include "src/tracer/carried.h"
#include "src/tracer/page_views.h"
#include "src/tracer/shared.h"

namespace headwater {

// The page's requests and their timing entries. An entry does not say to which request it belongs, and it
// comes before the page learns of the answer or after: it is matched by its address and times (RequestTable),
// and waits while another request may fit better. One that fits no request is a resource.
class RequestMatcher {
 public:
  PageViews pages;

  // Makes a request a span of `transaction`, and waits for its answer and its entry. `url` is whole.
  void start(Transaction& transaction, double at, Handle handle, Handle parent, RequestType type,
             std::string_view method, std::string_view url);
  // Notes a request of which nothing is recorded, so that its timing entry is not recorded either.
  void ignore(double at, Handle handle, std::string_view url);
  // The request was answered with the HTTP status `code`, or failed, as `outcome` says. A handle that names
  // no request is counted.
  void finish(double at, Handle handle, int code, RequestOutcome outcome);
  bool has(Handle handle) { return table_.find(handle) != nullptr; }

  // A timing entry: it completes the request it belongs to, or becomes a span.
  void resource(double at, const ResourceTiming& timing);
  // Looks again at the entries that wait because another request may fit them better. With `last` all of them
  // are decided about.
  void settle(double at, bool last);

  // What was requested before `at` is no evidence of a timer any more (beats.h).
  void restart_beats(double at) { beats_.restart(at); }

  // When a request is waited for no longer; kNever while none is waited for.
  double due() const { return table_.due(); }
  // From now on the request that is due first does not hold its transaction open. One must be due.
  void give_up_first();

 private:
  Shared& shared() { return pages.carried.sealer.shared; }
  bool settle_one(double at, const ResourceTiming& timing, bool last);

  RequestTable table_;
  Beats beats_;
  HeldEntry held_[limits::kHeldEntries];
};

}  // namespace headwater
