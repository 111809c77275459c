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
  double answered = std::numeric_limits<double>::quiet_NaN();  // or failed
  double body_end = std::numeric_limits<double>::quiet_NaN();  // from its entry; NaN while there is none
  double due = kNever;        // when it is waited for no longer, for an answer or for its entry: see set_due
  bool body_follows = false;  // the answer is no more than the headers
  bool failed = false;
  bool recorded = false;  // its entry is no resource: it has a span, open or sent, or is ignored
  bool ignored = false;   // it has none

  bool open() const { return std::isnan(answered); }
  // For its answer, or for its entry.
  bool waits() const { return handle != 0 && (open() || due < kNever); }
};

// The page's latest requests: finds the one that a resource timing entry is about.
class RequestTable {
 public:
  // The oldest makes room. While that waits, the table grows.
  TrackedRequest& add(Handle handle, std::string_view url, std::uint64_t group, double start);

  // Null for one that is not here any more. Good until the next add.
  TrackedRequest* find(Handle handle);

  // The request that most likely made the entry, each used for one entry only: of the same address, started
  // when the entry starts or shortly before, answered after its first byte. Null for none. `sure` is false
  // while another one may turn out to be better.
  TrackedRequest* match(const ResourceTiming& timing, bool& sure);

  // Says when a request is waited for no longer, kNever for no more.
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
