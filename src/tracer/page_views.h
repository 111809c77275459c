#pragma once

#include <array>
#include <string_view>

#include "src/page/page_view.h"
#include "src/tracer/carried.h"
#include "src/tracer/open_transactions.h"
#include "src/tracer/sealer.h"
#include "src/tracer/shared.h"

namespace headwater {

// The page that is shown, the one before it, and the navigation whose address is still to change; and the
// follow-up of each, which gathers what starts or arrives after its root has ended. So it knows to which
// transaction something belongs. A time that is called `at` is when it happened, in ms since the time origin.
class PageViews {
 public:
  Carried carried;

  PageView& current() { return current_; }
  // Its root is 0 when none is begun.
  PageView& begun() { return begun_; }

  // Whose web vitals something of that time is: until the address has changed the user sees, and touches,
  // the page before.
  Vitals& vitals_at(double start);
  // What a document paints first is that of its load, also after a navigation without an input.
  Vitals& document_vitals();

  // Where a child of the transaction `root` goes that starts at `start`: into it while it is open, or into
  // the follow-up of the page whose root it was. Null, and counted, when it is neither.
  Transaction* owner(double at, Handle root, double start);
  // The same of a request, which has to be sent, since a header names it.
  Transaction* owner_of_request(double at, Handle root);
  // Where an entry of that time goes. What began before a navigation is the work of the page before it. Null
  // for a page of which nothing is recorded; null, and counted, where there is no page.
  Transaction* owner_of_entry(double at, double start, double end);

  // The span of that handle, in what is open, unsent, a follow-up or carried; else none.
  Found find(Handle handle);
  // Whether something has that handle, or had it and is a page.
  bool has(Handle handle);

  // The current page ends at `at`; its root has ended already. `next` takes its place, and is nothing then.
  void replace(double at, PageView&& next);
  // A navigation that began at `start` is told of at `at`, some time later. What the page has of the time
  // since then goes on: what the core has recorded to `next` (null: nowhere), the page's own spans, which
  // headers have named with its trace, into its follow-up.
  void split(double at, double start, Transaction* next);
  // Forgets the navigation that was begun and sends its follow-up.
  void drop_begun(double at);

  // Takes a transaction that ended at `end` out of what is open. One that says something is sealed; the root
  // of a page in which nothing happened becomes its unsent root.
  void close(Transaction& transaction, double end);
  // Moves minor children that end after `root_end`, the end of the root, into the page's follow-up.
  void move_minor(Transaction& transaction, double at, double root_end);

  // Sends the follow-ups that are due by then.
  void send_due(double due);
  // Sends what is known of each page; nothing more comes of it before it is shown again.
  void hide(double at);
  // Sends the follow-ups in which nothing is open.
  void flush(double at);
  // When the first follow-up is due; kNever for none.
  double due() const;

  // A header names the root of that transaction, which has to be sent therefore.
  void name_root(double at, Handle handle);
  // What a root that is not sent is called now.
  void renamed(const Transaction& transaction);
  // Links a span of an open transaction to another trace. A page view that is not sent is no page before:
  // what links to it is linked to what it is linked to.
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
