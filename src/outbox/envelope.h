#pragma once

#include <memory>
#include <string_view>

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

// The payload of a `transaction` item: the ended transaction merged with the scope. Beyond `most` bytes
// the least important spans are folded or dropped (folding.h); a root that is too large by itself, and for
// being kept, goes without the extras and contexts of the scope, and its own tags and data. `dropped` is what
// the page lost since its last transaction, in which the transaction counts too, and is written as the
// context `headwater`; the spans that this transaction lost and folded are its data `headwater.dropped_spans`
// and `headwater.folded_spans`.
//
// With `rest` nothing is folded or dropped for want of room: what is beyond `most` goes there (split.h).
String transaction_payload(Transaction& transaction, const Scope& scope, const Options& options,
                           std::string_view event_id, Drops& dropped, std::size_t most = limits::kPayload,
                           std::unique_ptr<Transaction>* rest = nullptr);

// How each span of it begins, up to its id, and one whole span, with that in front.
String start_of_spans(const Transaction& transaction);
void add_span(JsonWriter& json, std::string_view start, const Transaction& transaction,
              const SpanRecord& span, const Options& options);

void add_measurement(JsonWriter& json, const SpanStore& spans, const Measurement& measurement);

// The header of an item, ended by a line break, and with its payload the whole item. Nothing without a
// payload.
void add_item_header(JsonWriter& json, std::string_view type, std::string_view payload);
void add_item(JsonWriter& json, std::string_view type, std::string_view payload);

// An envelope is its parts one after another. A payload may be large, so it is not copied to stand with the
// others.
struct Parts {
  String head;
  std::string_view payload;  // good as long as what it was made of is
  String tail;
};

// A whole envelope around one such payload and, if it is not empty, the payload of a client report; or around
// the report alone, when `payload` is empty. Without an `event_id` the payload is whole items. `dsc` is the
// trace header as a JSON object, empty for none; `sent_at` RFC 3339.
Parts envelope(std::string_view payload, std::string_view event_id, std::string_view dsc,
               std::string_view report, std::string_view sent_at, const Options& options);

}  // namespace headwater
