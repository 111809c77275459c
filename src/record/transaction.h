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

// An open transaction: its context, the tree of its spans, and when it ends by itself.
class Transaction {
 public:
  static constexpr bool kRelocatable = true;

  // `started`: when this was asked for, which for a pageload is later than `start`.
  Transaction(const TransactionContext& context, Handle handle, double start, double started, Drops& drops);

  TransactionContext context;
  SpanStore spans;
  Vector<Measurement> measurements;
  Idle idle;
  bool carried = false;     // requests of it go on in a follow-up
  bool root_named = false;  // a header names the root
  bool root_sent = false;   // somebody else has sent the root: what is in it goes as a follow-up
  double due = kNever;      // of a follow-up: when it is sent at the latest
  bool waits = false;       // not before that either, although all in it is over

  Handle handle() const { return spans.root().handle; }
  bool ends_by_itself() const {
    return context.kind == TransactionKind::kPageload || context.kind == TransactionKind::kNavigation ||
           context.kind == TransactionKind::kInteraction;
  }

  // Nobody misses it: nothing is, or was, in it, and no header names it.
  bool is_empty() const { return spans.all().size() == 1 && spans.dropped() == 0 && !carried && !root_named; }

  // An interaction that caused nothing, which is not sent.
  bool is_empty_interaction() const { return context.kind == TransactionKind::kInteraction && is_empty(); }
  // A navigation that ended at `end` in which nothing happened: the address changed, and that was all.
  bool is_empty_navigation(double end) const;

  // Takes out what is least important, and texts that nothing names any more, when there is much. Whether
  // there was: spans are somewhere else then.
  bool make_room();

  // Whether a request started now is certain to be sent.
  bool takes_request();

  // A child under `parent`, or under the root when no such span is here. Null when there is no room.
  SpanRecord* start_span(Handle handle, Handle parent, double start, double at, std::string_view op,
                         std::string_view description, std::string_view origin, bool minor = false);

  // When a span ends that the page ended at `at`, giving `end`: not after `at`. An end in the future is
  // counted, and one before the start by more than limits::kClockTolerance.
  double end_until(const SpanRecord& span, double end, double at);

  // Ends an open child as end_until says, not before its start. A child that was ended already stays as it is
  // (kStaleHandle).
  void finish_span(SpanRecord& span, double end, double at);

  // From `at` on the span does not hold the transaction open, and if it is `minor` never stretches it.
  void release(SpanRecord& span, double at, bool minor);

  // A child that is already over, such as a performance entry. Null when there is no room.
  SpanRecord* add_finished(Handle handle, double start, double end, std::string_view op,
                           std::string_view description, std::string_view origin);

  // Sets or replaces one; the name is of letters, digits, '_' and '.', the first a letter. The unit is as
  // receivers know it ("millisecond"); empty for none.
  void set_measurement(std::string_view name, double value, std::string_view unit);

  // The latest end of a child, minor ones counted or not; `otherwise` when none is over.
  double last_child_end(double otherwise, bool minor = true) const;

  // Ends all that is open at `end` with status cancelled.
  void cancel_open_children(double end);

  // Removes what is open, and hangs what it contains below its parent. Requests stay, cancelled: a header
  // names them.
  void drop_open_children(double end);

  // Ends the root: not before its start. A duration beyond the limit, or below 0 by more than
  // limits::kClockTolerance, is marked as options.h says, and what is too much is left out (folding.h).
  void end_root(double end, const Options& options);

 private:
  std::uint32_t adds_until_next_try_ = 0;
};

// Moves a child with all it says into another transaction, below its root or the parent it has, if that is
// there. False when there is no room.
bool move_span(const Transaction& from, const SpanRecord& span, Transaction& to, double at);

}  // namespace headwater
