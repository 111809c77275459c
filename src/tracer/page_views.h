#pragma once

#include <array>
#include <string_view>

#include "src/page/page_view.h"
#include "src/tracer/carried.h"
#include "src/tracer/open_transactions.h"
#include "src/tracer/sealer.h"
#include "src/tracer/shared.h"

namespace headwater {

// The page that is shown, the page before it, and the navigation whose address is still to change, each with
// its follow-up, which gathers what starts or arrives after its root has ended. From these it is known into
// which transaction a span, request or entry goes. A time that is called `at` is when something happened, in
// ms since the time origin.
class PageViews {
 public:
  Carried carried;

  PageView& current() { return current_; }
  // The navigation whose address is still to change; its root is 0 when there is none.
  PageView& begun() { return begun_; }

  // The web vitals of the page that was shown at `start`. A navigation is not shown before its address has
  // changed: until then the user sees, and touches, the page before it.
  Vitals& vitals_at(double start);
  // The web vitals of the document's load, which its first paints belong to, also when there was a navigation
  // since.
  Vitals& document_vitals();

  // Where a child of the transaction `root` goes that starts at `start`: into it while it is open, or into
  // the follow-up of the page whose root it was. Null, and counted, when it is neither.
  Transaction* owner(double at, Handle root, double start);
  // The same for a request that starts at `at`. It has to be sent, because a header names it: where the
  // transaction might have to drop it for want of room, it goes into the follow-up of the page.
  Transaction* owner_of_request(double at, Handle root);
  // Where an entry of that time goes: what began before a navigation belongs to the page before it. Null when
  // nothing of that page is recorded; null, and counted, when there was no page then.
  Transaction* owner_of_entry(double at, double start, double end);

  // The span of that handle in an open transaction, in an unsent root, in a page's follow-up or in one that
  // is carried; both null when there is none.
  Found find(Handle handle);
  // Whether a span that is still here has that handle, or the root of one of the pages had it.
  bool has(Handle handle);

  // The current page, whose root has ended already, ends at `at`. `next` takes its place, and must not be
  // used any more.
  void replace(double at, PageView&& next);
  // A navigation that began at `start` became known at `at`, some time later. The spans of the current page
  // that started since then leave it. Those that the core has made of entries go to `next`; if that is null
  // they are dropped. The page's own spans, which headers have named with the page's trace, go into the
  // page's follow-up.
  void split(double at, double start, Transaction* next);
  // Forgets the navigation that was begun and sends its follow-up.
  void drop_begun(double at);

  // Takes a transaction that ended at `end` out of the open ones, and seals it. An empty navigation is not
  // sealed but becomes the unsent root of its page; an empty interaction is dropped.
  void close(Transaction& transaction, double end);
  // Moves minor children that end after `root_end`, the end of the root, into the page's follow-up.
  void move_minor(Transaction& transaction, double at, double root_end);

  // Sends the follow-ups that are due by then.
  void send_due(double due);
  // The document is hidden: sends the follow-up of each page, with the web vitals that have changed.
  void hide(double at);
  // Sends the follow-ups in which nothing is open.
  void flush(double at);
  // When the first follow-up is due; kNever for none.
  double due() const;

  // A header names the root of that transaction or page: so it has to be sent, even if nothing is in it.
  void name_root(double at, Handle handle);
  // A root was renamed. If it is that of the current page and unsent, the page takes the name over.
  void renamed(const Transaction& transaction);
  // Links a span of an open transaction to another trace. A `previous_trace` link to a page view that was not
  // sent would lead nowhere: the links of that page view take its place.
  void add_link(Transaction& transaction, SpanRecord& span, std::string_view trace, std::string_view type);

 private:
  Shared& shared() { return carried.sealer.shared; }
  OpenTransactions& open() { return carried.sealer.open; }
  std::array<PageView*, 3> all() { return {&current_, &previous_, &begun_}; }
  Transaction& follow_up_of(PageView& page, double at, double start);
  void report_vitals(PageView& page, double at);
  void send_rest(PageView& page, double at);
  void send_follow_up(PageView& page, double at);

  PageView current_;
  PageView previous_;
  PageView begun_;  // its transaction is held open
};

}  // namespace headwater
