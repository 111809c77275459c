#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headwater {

// Why something was not kept, or not kept whole.
enum class Drop : std::uint8_t {
  kMalformedBatch,       // a batch ended inside a command or held an unknown code
  kNotConfigured,        // a command came before `configure`, or a second `configure`
  kInvalidTime,          // a time was not finite, negative, or an end before its start: it was replaced
  kInvalidHandle,        // no whole number from 1 to 2^31 - 1, or already in use, or of another sort than the
                         // command is for
  kStaleHandle,          // names nothing that is open
  kInvalidTrace,         // trace or span id that no receiver accepts
  kInvalidStatus,        // a status that no receiver parses
  kInvalidJson,          // text that is not JSON, or too long
  kInvalidName,          // an empty or unusable key or measurement name
  kInvalidValue,         // NaN or infinity where a number is sent, or an empty tag
  kTextCut,              // a text was longer than its limit
  kTooManyTransactions,  // limits::kOpenTransactions
  kTooManySpans,         // limits::kSpans
  kTooManyValues,        // tags, data, measurements or scope values beyond their limit
  kTooMuchText,          // limits::kTransactionText, kOpenText
  kPayloadFull,          // a span left out because the payload had reached limits::kPayload
  kFinishedParent,       // a child of a transaction that is not open: finished, refused or never started
  kUnfinished,           // a span still open when its manual transaction was finished
  kNoPage,               // a performance entry that belongs to no recorded page
  kBufferFull,           // a command the shim could not keep
  kCount_,
};

// The name of a reason on the wire and in diagnostics, for example "stale_handle".
std::string_view name(Drop reason);

// How often each reason has occurred since the start, or since the last clear().
class Drops {
 public:
  void add(Drop reason, std::uint32_t count = 1);
  std::uint32_t operator[](Drop reason) const;
  bool empty() const;
  void clear();

 private:
  std::array<std::uint32_t, static_cast<std::size_t>(Drop::kCount_)> counts_{};
};

}  // namespace headwater
