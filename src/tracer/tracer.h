#pragma once

#include <cstdint>
#include <string_view>

#include "src/base/string.h"
#include "src/outbox/delivery.h"
#include "src/page/entry_spans.h"
#include "src/page/request_spans.h"
#include "src/page/vitals.h"
#include "src/record/idle.h"
#include "src/record/transaction.h"
#include "src/tracer/carried.h"
#include "src/tracer/open_transactions.h"
#include "src/tracer/page_views.h"
#include "src/tracer/request_matcher.h"
#include "src/tracer/sealer.h"
#include "src/tracer/shared.h"

namespace headwater {

// The record of one page: which transactions are open, when each ends and why, and what is over. The data is
// in its parts. Each part contains the one listed before it, and builds on it; the tracer contains the last,
// and decides which part is asked:
//
//   OpenTransactions   what has not ended
//   Sealer             writes what has, within the room there is
//   Carried            what ended with requests open, or had no room
//   PageViews          the page, the one before, the one to come, and their follow-ups
//   RequestMatcher     requests and their timing entries
//
// It has no clock. Every call says when it happened (`at`, ms since the time origin), and before calling,
// `advance(at)` must have done what was due by then. Handles come from the caller; one that names nothing
// open makes the call a counted no-op. Nothing here throws, and nothing is lost without a count in drops().
class Tracer {
 public:
  // Once, before all else; a second call is counted and ignored. Answers the options, to be filled in at
  // once; null when ignored.
  Options* configure(std::uint64_t random_seed);
  bool configured() { return shared().configured; }
  Options& options() { return shared().options; }

  // Sets the clocks of the batch or tick that follows. By them transactions are anchored to the wall clock,
  // and a sleep of the machine is noticed.
  void set_clocks(const Clocks& clocks) { sealer().set_clocks(clocks); }
  double now() { return shared().clocks.now; }

  // Does everything due at or before `time`, in the order it is due.
  void advance(double time);

  // When to come back after `now`, for what is due or to be sent then; infinity for never.
  double next_wake(double now);

  // Starts a transaction, asked for at `context.anchor`, the pair of clocks then. A pageload or navigation
  // takes the place of the page before it, whose root ends at `at` (reason kNavigation) and whose follow-up
  // is sent. An interaction without a name gets the page's in `context`.
  void start_transaction(double at, Handle handle, TransactionContext& context, double start);

  // Begins a navigation before the address changes. Until enter_page() or stay_on_page() the page goes on
  // beside it.
  void begin_navigation(double at, Handle handle, const TransactionContext& context, double start);
  // The context of that navigation, to be changed before enter_page() or stay_on_page() is called. Null, and
  // counted, when the handle is not that of the navigation that was begun.
  TransactionContext* begun_navigation(Handle handle);
  // The address has changed: the navigation takes the place of the page, which ends where the navigation
  // began.
  void enter_page(double at);
  // The navigation comes to nothing: when what it holds is over, it is sent as a follow-up of the page that
  // stays.
  void stay_on_page(double at);

  // Whether this is the root of a transaction that has not ended.
  bool is_open(Handle handle) { return open().get(handle) != nullptr; }

  // Starts a page without a root: its requests are gathered in follow-ups, its entries are dropped. If it is
  // not `recorded`, its requests are dropped too, and nothing of it goes to the page before.
  void start_rootless_page(double at, Handle handle, const TransactionContext& context, bool recorded = true);

  // Starts a child in the transaction `root`, below `parent` or else the root. Under a page's root that has
  // ended it goes into the page's follow-up. A `start` after `at` is counted, and is `at`. Nothing starts,
  // which is counted, when the handle is in use or the root is none of a page or an open transaction.
  void start_span(double at, Handle handle, Handle root, Handle parent, double start, std::string_view op,
                  std::string_view description, std::string_view origin);
  // The same for a request, which starts at `at` and ends by finish_request(). `url` is whole and absolute.
  void start_request(double at, Handle handle, Handle root, Handle parent, RequestType type,
                     std::string_view method, std::string_view url);
  // Notes a request of which nothing is recorded, so that its timing entry is not recorded either.
  void ignore_request(double at, Handle handle, std::string_view url);

  // Ends a span, or a transaction with all that is in it. What is still open in a manual transaction is
  // dropped; in a pageload or navigation it ends cancelled. Requests go on, and are sent in a follow-up when
  // they are over. `end` after `at` is counted, and is `at`; a span that was ended already stays as it is.
  void finish(double at, Handle handle, double end);
  // The request was answered with the HTTP status `code`, or failed, as `outcome` says. Its span ends with
  // the body, whose end only the timing entry tells, which may come before the answer or after it.
  void finish_request(double at, Handle handle, int code, RequestOutcome outcome) {
    requests_.finish(at, handle, code, outcome);
  }

  // The span of that handle, open or not, so that values can be set on it: in an open transaction (its root
  // too), or in a follow-up that is not sent. Both null, and counted, when there is none.
  Found find(Handle handle);

  // Names a transaction (the source as in TransactionContext::set_name), or describes a span.
  void set_name(Handle handle, std::string_view name, std::string_view source);

  // Holds a transaction open (`change` 1), takes a hold back (-1), or ends it because its page is loaded (0).
  // Counted when the handle is not that of an open transaction that ends by itself.
  void hold(double at, Handle handle, int change);

  // The shim has sent the root of that transaction by itself: what the core has of it is sent as its
  // follow-up. Counted when it is not open.
  void root_sent(Handle handle);

  // See PageViews.
  void name_root(double at, Handle handle) { pages().name_root(at, handle); }
  void add_link(Transaction& transaction, SpanRecord& span, std::string_view trace, std::string_view type) {
    pages().add_link(transaction, span, trace, type);
  }

  // The shim could not keep `count` spans of that transaction, which says so if it is open.
  void lose_spans(Handle root, std::uint32_t count);

  // An error was not handled: the status of the page's open root becomes internal_error, unless it has one.
  void error();

  // The page with that root has replaced its address by itself: it gets a child without a duration.
  void redirect(double at, Handle handle, Handle root, std::string_view url);

  // The document is interactive: from now on a pageload may end by being quiet.
  void interactive(double at);
  // The hide() that follows is about a page that is only hidden, not left: its requests go on, and what has
  // no room is sent soon after.
  void stay() { stays_ = true; }
  // Ends everything open and sends follow-ups. `room`: how many bytes the browser still takes; NaN: any
  // number. The most important spans share it; the page's own root, which ends last, gets what the others
  // have left. What has no room waits for limits::kRestDelay in follow-ups if the page stays; if it is left,
  // it is cut to what the tab's storage takes (limits::kKeptPayload, twice), for the tab's next page to send.
  void hide(double at, double room);
  // Sends the follow-ups in which nothing is open, and tries what could not be sent before.
  void flush(double at);

  // What the browser has reported, over by `at`: a span or a web vital of the page that was shown then.
  void entry(double at, const Entry& entry);
  void resource(double at, const ResourceTiming& timing) { requests_.resource(at, timing); }
  void navigation_timing(double at, const NavigationTiming& timing);
  void long_animation_frame(double at, const LongAnimationFrame& frame);
  void largest_contentful_paint(const LargestContentfulPaint& entry);
  void layout_shift(const LayoutShift& entry) { pages().vitals_at(entry.start).layout_shift(entry); }
  void event_timing(const EventTiming& entry);
  // Sets the number of interactions with the document. If it has grown, the user did something: what is
  // requested after that is not repeated by a timer.
  void set_interaction_count(double at, double count);

  Scope& scope() { return shared().scope; }
  Drops& drops() { return shared().drops; }
  Delivery& delivery() { return sealer().delivery; }

  // See Sealer.
  bool take(Parts& envelope, std::size_t most = limits::kLastInFlight) {
    return sealer().take(envelope, most);
  }
  bool keep(Parts& envelope) { return sealer().keep(envelope); }

 private:
  PageViews& pages() { return requests_.pages; }
  Carried& carried() { return pages().carried; }
  Sealer& sealer() { return carried().sealer; }
  OpenTransactions& open() { return sealer().open; }
  Shared& shared() { return sealer().shared; }

  bool handle_is_free(Handle handle);
  void replace_page(double at, PageView&& next);
  void end_by_itself(Transaction& transaction, double at, FinishReason reason);
  double next_due();

  bool interactive_ = false;
  bool stays_ = false;
  Handle highest_handle_ = 0;  // that handle_is_free() has accepted
  RequestMatcher requests_;
};

}  // namespace headwater
