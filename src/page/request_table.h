#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/page/fetch_timing.h"
#include "src/record/limits.h"
#include "src/text/ids.h"
#include "src/text/timestamp.h"

namespace headwater {

// A request of the page, also when its span was sent already. Times in ms since the time origin.
struct TrackedRequest {
  Handle handle = 0;
  std::uint64_t url = 0;    // fingerprint of the whole address, fragment left out
  std::uint64_t group = 0;  // of method and address without its query
  double start = 0;
  double answered = std::numeric_limits<double>::quiet_NaN();  // or failed; NaN before
  double body_end = std::numeric_limits<double>::quiet_NaN();  // from its entry; NaN while there is none
  double due = kNever;        // when it is waited for no longer, for an answer or for its entry: see set_due
  bool body_follows = false;  // the answer is no more than the headers
  bool failed = false;
  bool recorded = false;  // its entry is no resource: it has a span, open or sent, or is ignored
  bool ignored = false;   // it has no span, because the page wants none

  bool open() const { return std::isnan(answered); }
  // Whether its answer, or its timing entry, is still waited for.
  bool waits() const { return handle != 0 && (open() || due < kNever); }
};

// The page's latest requests: finds the one that a resource timing entry is about.
class RequestTable {
 public:
  // Adds a request, in the place of the oldest. While the oldest waits, the table grows instead (up to
  // limits::kMostTrackedRequests). Good until the next add.
  TrackedRequest& add(Handle handle, std::string_view url, std::uint64_t group, double start);

  // The request of that handle; null if it is not here any more. Good until the next add.
  TrackedRequest* find(Handle handle);

  // The request that most likely made the entry: of the same address, started when the entry starts or
  // shortly before, answered after its first byte, and not matched with another entry. Null for none. `sure`
  // becomes false if another request may turn out to fit better.
  TrackedRequest* match(const ResourceTiming& timing, bool& sure);

  // Sets when a request stops being waited for; kNever: it is not waited for now.
  void set_due(TrackedRequest& request, double due);
  // When the first is due; kNever while none is.
  double due() const { return due_; }
  // The one that is due then; null when none is.
  TrackedRequest* first_due();

 private:
  TrackedRequest& at(std::size_t age) {
    return requests_[(next_ + requests_.size() - age - 1) % requests_.size()];
  }

  // A ring, of which `next_` is the oldest.
  Vector<TrackedRequest> requests_ = Vector<TrackedRequest>(limits::kTrackedRequests);
  std::size_t next_ = 0;
  double due_ = kNever;  // the earliest of all, so that nobody has to look for it
};

// A copy of an entry that waits until it is sure whose it is.
class HeldEntry {
 public:
  bool empty() const { return empty_; }
  void keep(const ResourceTiming& timing);
  void clear() { empty_ = true; }
  const ResourceTiming& timing() const { return timing_; }

 private:
  bool empty_ = true;
  ResourceTiming timing_{};
  String text_;
};

}  // namespace headwater
