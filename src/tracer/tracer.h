#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/outbox/delivery.h"
#include "src/page/beats.h"
#include "src/page/entry_spans.h"
#include "src/page/page_view.h"
#include "src/page/request_spans.h"
#include "src/page/request_table.h"
#include "src/record/drops.h"
#include "src/record/idle.h"
#include "src/record/options.h"
#include "src/record/scope.h"
#include "src/record/transaction.h"
#include "src/text/random.h"
#include "src/text/timestamp.h"

namespace headwater {

// The record of one page: which transactions are open, when each ends and why, and what is over.
//
// It has no clock. Every call says when it happened (`at`, ms since the time origin), and before calling,
// `advance(at)` must have done what was due by then. Handles come from the caller; one that names nothing
// open makes the call a counted no-op. Nothing here throws, and nothing is lost without a count in drops().
class Tracer {
 public:
  // Once, before all else; a second call is counted and ignored. Answers the options, to be filled in at
  // once; null when ignored.
  Options* configure(std::uint64_t random_seed);
  bool configured() const { return configured_; }
  Options& options() { return options_; }

  // The clocks by which what follows is anchored and checked for sleep.
  void set_clocks(const Clocks& clocks);
  double now() const { return clocks_.now; }

  // Does everything due at or before `time`, in the order it is due.
  void advance(double time);

  // When to come back after `now`, for what is due or to be sent then; infinity for never.
  double next_wake(double now) const;

  // Starts a transaction, asked for at `context.anchor`, the pair of clocks then. A pageload or navigation
  // takes the place of the page before it, whose root ends at `at` (reason kNavigation) and whose follow-up
  // is sent.
  void start_transaction(double at, Handle handle, TransactionContext context, double start);

  // Begins a navigation before the address changes. Until enter_page() or stay_on_page() the page goes on
  // beside it.
  void begin_navigation(double at, Handle handle, TransactionContext context, double start);
  // What is known of it, to be changed before one of the two is called; null, and counted, when this is not
  // the one that was begun.
  TransactionContext* begun_navigation(Handle handle);
  // The address has changed: it takes the place of the page, which ends when it began.
  void enter_page(double at);
  // It comes to nothing: what it holds is sent when it is over, as a follow-up.
  void stay_on_page(double at);

  // Whether this is the root of a transaction that has not ended.
  bool is_open(Handle handle) { return open_transaction(handle) != nullptr; }

  // Starts a page without a root: its requests are gathered in follow-ups, its entries are not kept. Of one
  // that is not `recorded` nothing is, nor does anything of it go to the page before.
  void start_rootless_page(double at, Handle handle, TransactionContext context, bool recorded = true);

  // Starts a child in the transaction `root`, below `parent` or else the root. Under a page's root that has
  // ended it goes into the page's follow-up.
  void start_span(double at, Handle handle, Handle root, Handle parent, double start, std::string_view op,
                  std::string_view description, std::string_view origin);
  void start_request(double at, Handle handle, Handle root, Handle parent, RequestType type,
                     std::string_view method, std::string_view url);
  // Makes a request of which nothing is recorded, nor of its entry.
  void ignore_request(double at, Handle handle, std::string_view url);

  // Ends a span, or a transaction with all that is in it. What is still open in a manual transaction is
  // dropped; in a pageload or navigation it ends cancelled. Requests go on, and are sent in a follow-up when
  // they are over.
  void finish(double at, Handle handle, double end);
  // A request is over with its body, which its timing entry tells of, before or after the answer.
  void finish_request(double at, Handle handle, int code, RequestOutcome outcome);

  // The span of that handle, open or not, in an open transaction, or the transaction's root, for setting
  // values. `transaction` is null when there is none, which is counted.
  struct Found {
    Transaction* transaction;
    SpanRecord* span;
  };
  Found find(Handle handle);

  // Names a transaction (the source as in TransactionContext::set_name), or describes a span.
  void set_name(Handle handle, std::string_view name, std::string_view source);

  // Holds a transaction open (1), takes a hold back (-1), or ends it because its page is loaded (0). Counted
  // when it is none that ends by itself.
  void hold(double at, Handle handle, int change);

  // The root of that transaction, which is open, was sent by somebody else: the rest goes as its follow-up.
  void root_sent(Handle handle);

  // A header names the root of that transaction, which has to be sent therefore.
  void name_root(double at, Handle handle);
  // Links a span of an open transaction to another trace. A page view that is not sent is no page before:
  // what links to it is linked to what it is linked to.
  void add_link(Transaction& transaction, SpanRecord& span, std::string_view trace, std::string_view type);

  // So many spans of the transaction `root` could not be kept, which it says if it is open.
  void lose_spans(Handle root, std::uint32_t count);

  // Something failed that nobody handled: the page's open root is marked internal_error, unless it has a
  // status.
  void error();

  // The page `root` replaced its own address.
  void redirect(double at, Handle handle, Handle root, std::string_view url);

  // The document is interactive, from now on: a pageload may end by being quiet.
  void interactive(double at);
  // The page that is hidden next is not left: its requests go on, and what is beyond the room goes soon.
  void stay() { stays_ = true; }
  // Ends everything open and sends follow-ups. `room`: so many bytes the browser still takes, NaN for any
  // number. The most important spans share it, the page's own root taking what the others leave. What is
  // beyond waits limits::kRestDelay in follow-ups when the page stays; of one that is left it is cut to
  // limits::kKeptPayload, twice at most, for the tab's next page to send.
  void hide(double at, double room);
  // The document is visible, from now on.
  void show() { hidden_since_ = kNever; }
  // Sends the follow-ups in which nothing is open, and tries what could not be sent before.
  void flush(double at);

  void entry(double at, const Entry& entry);
  void resource(double at, const ResourceTiming& timing);
  void navigation_timing(double at, const NavigationTiming& timing);
  void long_animation_frame(double at, const LongAnimationFrame& frame);
  void largest_contentful_paint(const LargestContentfulPaint& entry);
  void layout_shift(const LayoutShift& entry);
  void event_timing(const EventTiming& entry);
  void set_interaction_count(double at, double count);

  Scope& scope() { return scope_; }
  Drops& drops() { return drops_; }

  Delivery& delivery() { return delivery_; }

  // The next envelope that may be sent now, or the next that may not (delivery.h); false when there is none.
  // Now, and its `sent_at`, is the last set_clocks.
  bool take(std::string& envelope, std::size_t most = limits::kLastInFlight);
  bool keep(std::string& envelope);

 private:
  Transaction* open_transaction(Handle handle);
  Found locate(Handle handle);
  bool handle_is_free(Handle handle);
  void share_memory();
  Transaction* owner(double at, Handle root, double start);
  Page& page_at(double start);
  Vitals& vitals_at(double start);
  Vitals& document_vitals();
  Transaction* owner_of_entry(double at, double start, double end);
  void anchor_late(TransactionContext& context) const;
  Transaction& follow_up_of(Page& page, double at, double start);

  std::array<Page*, 3> pages() { return {&page_, &previous_page_, &begun_}; }
  void replace_page(double at, Page next);
  void split_page(double at, double start, Transaction* next);
  void describe_path(Transaction& page);
  void end_by_itself(Transaction& transaction, double at, FinishReason reason);
  void cancel_hidden(Transaction& transaction);
  void close(Transaction& transaction, double end);
  void report_vitals(Page& page, double at);
  void send_vitals(Page& page);
  void send_follow_up(Page& page, double at);
  void send_rest(Page& page, double at);
  void hang_below(TransactionContext& context, Handle root);
  void make_late(Transaction& transaction, TransactionKind kind);
  void become_late(Transaction& transaction);
  void seal(std::unique_ptr<Transaction> transaction, double end);
  void keep_rest(std::unique_ptr<Transaction> rest);
  bool hand_out(const Delivery::Parcel* parcel, std::string& envelope);
  double next_due() const;

  bool carry_requests(Transaction& from, double at);
  void send_carried(double at, double due_by);
  void release(const TrackedRequest& request, double at, bool minor);
  void run_out_of_patience(TrackedRequest& request);
  bool settle_entry(double at, const ResourceTiming& timing, bool last);
  void settle_held_entries(double at, bool last);
  void move_minor(Transaction& transaction, double at, double root_end);
  void mark_suspended(SpanStore& spans);

  bool configured_ = false;
  bool interactive_ = false;
  bool stays_ = false;
  Handle highest_handle_ = 0;  // of those that were free
  Options options_;
  Clocks clocks_;
  Random random_;
  Scope scope_;
  Drops drops_;
  CoreHandles core_handles_;
  std::vector<std::unique_ptr<Transaction>> open_;
  Page page_;
  Page previous_page_;
  Page begun_;  // a navigation whose address is still to change; its transaction is held open
  // What is sent later of transactions that have ended: in a follow-up of their own the requests that each
  // left open, when they are over, and what could not go at once.
  struct Carried {
    std::unique_ptr<Transaction> follow_up;
    double due;
    bool waits = false;  // until it is due, although all is over
  };
  std::vector<Carried> carried_;
  bool goes_on_ = true;  // false while everything ends with the page
  RequestTable requests_;
  Beats beats_;
  HeldEntry held_entries_[limits::kHeldEntries];
  struct Suspend {
    double at, duration;
  };
  Suspend suspends_[limits::kSuspends] = {};
  std::size_t suspend_count_ = 0;
  Delivery delivery_;
  double room_ = kNever;       // bytes that the browser still takes from a page that is left
  std::size_t kept_room_ = 0;  // and that the tab's storage takes
  double hidden_since_ = kNever;
};

}  // namespace headwater
