#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "src/base/string.h"

namespace headwater {

// Why a finished transaction was not sent, in the words of Sentry's client reports.
enum class Discard : std::uint8_t {
  kQueueOverflow,  // too many waited
  kCacheOverflow,  // no room where what can't be sent is kept for the next page
  kSendError,      // the receiver refused it
  kBeforeSend,     // the page's own hook or list left it out
  kCount_,
};

// How many were discarded since the last report.
class Discards {
 public:
  // So many transactions (none: spans that went without one) with so many spans, roots counted.
  void add(Discard reason, std::uint32_t transactions, std::uint32_t spans);
  // All of another.
  void add(const Discards& others);
  bool empty() const;

  // The payload of a `client_report` item, made at `timestamp` (a JSON number, seconds since 1970); at most 1
  // KB.
  String report(std::string_view timestamp) const;

 private:
  struct Count {
    std::uint32_t transactions = 0;
    std::uint32_t spans = 0;
  };
  Count counts_[static_cast<std::size_t>(Discard::kCount_)];
};

}  // namespace headwater
