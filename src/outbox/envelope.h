#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "src/base/string.h"
#include "src/record/drops.h"
#include "src/record/limits.h"
#include "src/record/options.h"
#include "src/record/scope.h"
#include "src/record/transaction.h"
#include "src/text/json_writer.h"

namespace headwater {

// What is sent. Member order is fixed, times are epoch seconds with at most six decimals and at least one,
// other numbers as json_writer.h has them.

// The payload of a `transaction` item up to its spans, which stay records until they are handed out (Parts):
// they are half as large as their text.
struct PayloadStart {
  String text;
  // Of the whole payload. Of one that surely fits into limits::kPayload, more.
  std::size_t bytes = 0;
};

// The ended transaction merged with the scope. Beyond `most` bytes
// the least important spans are folded or dropped (folding.h); a root that is too large by itself, and for
// being kept, goes without the extras and contexts of the scope, and its own tags and data. `dropped` is what
// the page lost since its last transaction, in which the transaction counts too, and is written as the
// context `headwater`; the spans that this transaction lost and folded are its data `headwater.dropped_spans`
// and `headwater.folded_spans`. The transaction stays as it is from then on.
//
// With `rest` nothing is folded or dropped for want of room: what is beyond `most` goes there (split.h).
PayloadStart start_payload(Transaction& transaction, const Scope& scope, const Options& options,
                           std::string_view event_id, Drops& dropped, std::size_t most = limits::kPayload,
                           std::unique_ptr<Transaction>* rest = nullptr);

// How each span of it begins, up to its id, and one whole span, with that in front.
String start_of_spans(const Transaction& transaction);
void add_span(JsonWriter& json, std::string_view start, const Transaction& transaction,
              const SpanRecord& span, const Options& options);

void add_measurement(JsonWriter& json, const SpanStore& spans, const Measurement& measurement);

// The header of an item whose payload is so long, ended by a line break; and with its payload the whole item,
// or nothing without one.
void add_item_header(JsonWriter& json, std::string_view type, std::size_t length);
void add_item(JsonWriter& json, std::string_view type, std::string_view payload);

// What an envelope is made of. All but the report is read while it is handed out.
struct Contents {
  std::string_view payload;                  // whole items where there is no `event_id`; may be empty
  const Transaction* transaction = nullptr;  // whose spans the payload goes on with; null where it is whole
  std::string_view event_id;
  std::string_view dsc;  // the trace header as a JSON object; empty for none
  String report;         // the payload of a client report; empty for none
  String sent_at;        // RFC 3339
};

// An envelope, written while it is handed out, in parts of about 8 KB: so it never lies in memory as a whole.
class Parts {
 public:
  Parts() = default;
  Parts(Contents contents, const Options& options)
      : contents_(std::move(contents)), options_(&options), stage_(Stage::kStart) {}

  // The next part, good until the next call; empty when there is none left. They stand in their order, but
  // the last, which says how long the payload is, goes before all others.
  std::string_view next();

 private:
  enum class Stage : std::uint8_t { kStart, kSpans, kTail, kHead, kEnd };

  Contents contents_;
  const Options* options_ = nullptr;
  Stage stage_ = Stage::kEnd;
  std::size_t next_span_ = 1;
  std::size_t length_ = 0;  // of the payload, so far
  String start_of_spans_;
  JsonWriter json_;
};

}  // namespace headwater
