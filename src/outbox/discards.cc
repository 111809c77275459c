#include "src/outbox/discards.h"

#include "src/base/string.h"
#include "src/text/decimal.h"
#include "src/text/json_writer.h"

namespace headwater {
namespace {

constexpr std::string_view kNames[] = {"queue_overflow", "cache_overflow", "send_error", "before_send"};
static_assert(sizeof(kNames) / sizeof(kNames[0]) == static_cast<std::size_t>(Discard::kCount_));

void add_event(JsonWriter& json, std::string_view reason, std::string_view category, std::uint32_t quantity) {
  json.open();
  json.string("reason", reason);
  json.string("category", category);
  json.text += R"(,"quantity":)";
  append_decimal(json.text, quantity);
  json.text += '}';
}

}  // namespace

void Discards::add(Discard reason, std::uint32_t transactions, std::uint32_t spans) {
  Count& count = counts_[static_cast<std::size_t>(reason)];
  count.transactions += transactions;
  count.spans += spans;
}

void Discards::add(const Discards& others) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Discard::kCount_); ++i) {
    counts_[i].transactions += others.counts_[i].transactions;
    counts_[i].spans += others.counts_[i].spans;
  }
}

bool Discards::empty() const {
  for (const Count& count : counts_) {
    if (count.spans > 0) return false;
  }
  return true;
}

String Discards::report(std::string_view timestamp) const {
  JsonWriter json;
  json.text.append(R"({"timestamp":)").append(timestamp).append(R"(,"discarded_events":[)");
  for (std::size_t i = 0; i < static_cast<std::size_t>(Discard::kCount_); ++i) {
    if (counts_[i].spans == 0) continue;
    if (counts_[i].transactions > 0) {
      add_event(json, kNames[i], "transaction", counts_[i].transactions);
    }
    add_event(json, kNames[i], "span", counts_[i].spans);
  }
  json.text += "]}";
  return std::move(json.text);
}

}  // namespace headwater
