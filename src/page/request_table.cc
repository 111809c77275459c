#include "src/page/request_table.h"

#include <algorithm>
#include <utility>

#include "src/base/vector.h"
#include "src/text/fingerprint.h"

namespace headwater {
namespace {

// Engines round their clocks, to a millisecond at worst.
constexpr double kRounding = 1;

// How much more than the delay of the answer the distance between the two starts counts.
constexpr double kStartWeight = 10;

// How many ms after the first byte the page usually learns of an answer, at most.
constexpr double kUsualDelay = 20;

std::uint64_t fingerprint_of_url(std::string_view url) { return fingerprint(url.substr(0, url.find('#'))); }

}  // namespace

TrackedRequest& RequestTable::add(Handle handle, std::string_view url, std::uint64_t group, double start) {
  if (requests_[next_].waits() && requests_.size() < limits::kMostTrackedRequests) {
    const std::size_t count = requests_.size();
    Vector<TrackedRequest> grown(2 * count);
    for (std::size_t age = 0; age < count; ++age) grown[count - age - 1] = at(age);
    requests_ = std::move(grown);
    next_ = count;
  }
  next_ = (next_ + 1) % requests_.size();
  TrackedRequest& request = at(0);
  set_due(request, kNever);
  request = {};
  request.handle = handle;
  request.url = fingerprint_of_url(url);
  request.group = group;
  request.start = start;
  return request;
}

TrackedRequest* RequestTable::find(Handle handle) {
  for (TrackedRequest& request : requests_) {
    if (request.handle == handle) return &request;
  }
  return nullptr;
}

// A request fits if it is of the same address, has no entry yet, began when the entry did or before, and was
// not answered before the first byte. Of several the nearest is taken: mostly the one that began last before
// the entry, because a page that asks twice waits for both; of those that began together, the one whose
// answer the page learned of soonest after the first byte. One that is not answered counts as if it were
// answered as late as usual. It may then be the nearest, but that is not sure before its answer.
TrackedRequest* RequestTable::match(const ResourceTiming& timing, bool& sure) {
  const std::uint64_t url = fingerprint_of_url(timing.url);
  const double first_byte = timing.response_start > 0 ? timing.response_start : timing.start;
  TrackedRequest* best = nullptr;
  double least = 0;
  int fitting = 0;
  for (std::size_t age = requests_.size(); age-- > 0;) {
    TrackedRequest& request = at(age);
    const double delay = timing.start - request.start;
    if (request.handle == 0 || request.url != url || !std::isnan(request.body_end) || delay < -kRounding ||
        request.answered < first_byte - kRounding) {
      continue;
    }
    ++fitting;
    const double distance = std::max(delay - kRounding, 0.0) * kStartWeight +
                            (request.open() ? kUsualDelay : request.answered - first_byte);
    if (best && distance >= least) continue;
    best = &request;
    least = distance;
  }
  sure = fitting < 2 || !best->open();
  return best;
}

void RequestTable::set_due(TrackedRequest& request, double due) {
  const bool was_first = request.due == due_;
  request.due = due;
  if (due <= due_) {
    due_ = due;
  } else if (was_first) {
    const TrackedRequest* const next = first_due();
    due_ = next ? next->due : kNever;
  }
}

TrackedRequest* RequestTable::first_due() {
  TrackedRequest* first = nullptr;
  for (TrackedRequest& request : requests_) {
    if (request.due < (first ? first->due : kNever)) first = &request;
  }
  return first;
}

void HeldEntry::keep(const ResourceTiming& timing) {
  timing_ = timing;
  text_.clear();
  std::string_view* const texts[] = {&timing_.protocol, &timing_.delivery_type,  &timing_.server_timing,
                                     &timing_.url,      &timing_.initiator_type, &timing_.render_blocking};
  for (const std::string_view* text : texts) text_ += *text;
  const char* from = text_.data();
  for (std::string_view* text : texts) {
    *text = {from, text->size()};
    from += text->size();
  }
  empty_ = false;
}

}  // namespace headwater
