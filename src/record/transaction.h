#pragma once

#include <cstdint>
#include <string_view>

#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/record/idle.h"
#include "src/record/span_store.h"
#include "src/text/timestamp.h"

namespace headwater {

enum class TransactionKind : std::uint8_t {
  kManual = 0,
  kPageload = 1,
  kNavigation = 2,
  kFollowUp = 4,
  kInteraction = 5,
};

// What a transaction is, apart from its spans.
struct TransactionContext {
  TransactionContext() = default;
  // Copied also where it could be moved: there are few of them, and moving is half a kilobyte of code more.
  TransactionContext(const TransactionContext&) = default;
  TransactionContext& operator=(const TransactionContext&) = default;

  TransactionKind kind = TransactionKind::kManual;
  String trace_id;        // 32 hex digits
  String parent_span_id;  // 16 hex digits; empty for none
  String name;            // see set_name
  String source;          // url, route, custom...
  String op;
  String origin;
  String url;  // of the page, stripped
  std::uint32_t most_spans = limits::kSpans;
  String dsc;     // the trace envelope header, a JSON object; empty for none
  Clocks anchor;  // ties the transaction's times to the wall clock

  // A page that came back out of the back/forward cache.
  bool is_restored() const { return std::string_view(origin).ends_with(".bfcache"); }

  // Cuts a name beyond limits::kName; a blank one becomes "<unlabeled transaction>", a source that is empty
  // or unknown to receivers `custom`.
  void set_name(std::string_view new_name, std::string_view new_source, Drops& drops);
};

struct Measurement {
  TextRef name;
  TextRef unit;
  double value;
};

// A transaction, open or ended: its context, the tree of its spans, and when it ends by itself.
class Transaction {
 public:
  static constexpr bool kRelocatable = true;

  // `start`: where the root begins; `started`: when the transaction was asked for, which for a pageload is
  // later. Both in ms since the time origin.
  Transaction(const TransactionContext& context, Handle handle, double start, double started, Drops& drops);

  TransactionContext context;
  SpanStore spans;
  Vector<Measurement> measurements;
  Idle idle;
  bool carried = false;     // requests were moved out of it into a follow-up
  bool root_named = false;  // a header names the root
  bool root_sent = false;   // somebody else has sent the root: what is in it goes as a follow-up
  double due = kNever;      // of a follow-up: when it is sent at the latest
  bool waits = false;       // of a follow-up: not sent before `due`, even if all in it is over

  Handle handle() const { return spans.root().handle; }
  bool ends_by_itself() const {
    return context.kind == TransactionKind::kPageload || context.kind == TransactionKind::kNavigation ||
           context.kind == TransactionKind::kInteraction;
  }

  // Whether nobody would miss it: it has, and had, nothing but the root, and no header names that.
  bool is_empty() const { return spans.all().size() == 1 && spans.dropped() == 0 && !carried && !root_named; }

  // An interaction that caused nothing, which is not sent.
  bool is_empty_interaction() const { return context.kind == TransactionKind::kInteraction && is_empty(); }
  // A navigation that ended at `end` in which nothing happened: the address changed, and that was all.
  bool is_empty_navigation(double end) const;

  // If it is crowded, or has much text: removes the least important spans (folding.h), and texts that nothing
  // refers to. Whether
  // there was: spans are somewhere else then.
  bool make_room();

  // Whether a request started now is certain to be sent.
  bool takes_request();

  // A child under `parent`, or under the root when no such span is here. Null when there is no room.
  SpanRecord* start_span(Handle handle, Handle parent, double start, double at, std::string_view op,
                         std::string_view description, std::string_view origin, bool minor = false);

  // The time at which a span ends that the page has ended at `at`, saying that it ended at `end`: that, but
  // not after `at`. It is counted when `end` is after `at`, or more than limits::kClockTolerance before the
  // start.
  double end_until(const SpanRecord& span, double end, double at);

  // Ends an open child as end_until() says, but not before its start. A child that has ended already stays as
  // it is, and the call is counted (kStaleHandle).
  void finish_span(SpanRecord& span, double end, double at);

  // From `at` on the span does not hold the transaction open, and if it is `minor` never stretches it.
  void release(SpanRecord& span, double at, bool minor);

  // A child that is already over, such as a performance entry. Null when there is no room.
  SpanRecord* add_finished(Handle handle, double start, double end, std::string_view op,
                           std::string_view description, std::string_view origin);

  // Sets or replaces one; the name is of letters, digits, '_' and '.', the first a letter. The unit is as
  // receivers know it ("millisecond"); empty for none.
  void set_measurement(std::string_view name, double value, std::string_view unit);

  // The latest end of a child, lost ones counted, minor ones only with `minor`; `otherwise` when none is
  // over.
  double last_child_end(double otherwise, bool minor = true) const;

  // Ends all that is open at `end` with status cancelled.
  void cancel_open_children(double end);

  // Removes the children that are open; what is below one hangs below its parent then. Requests stay,
  // cancelled, because a header names them.
  void drop_open_children(double end);

  // Ends the root at `end`, but not before its start. If it lasted longer than options.h allows, or ended
  // more than limits::kClockTolerance before its start, it is marked as options.h says. Spans that are too
  // short or too many are removed (folding.h).
  void end_root(double end, const Options& options);

 private:
  std::uint32_t adds_until_next_try_ = 0;
};

// Moves a child with all its values into another transaction: below its parent if that is there, else below
// the root. The caller has to take it out of `from`. False when there is no room.
bool move_span(const Transaction& from, const SpanRecord& span, Transaction& to, double at);

}  // namespace headwater
