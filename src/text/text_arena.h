#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "src/base/string.h"
#include "src/base/vector.h"

namespace headwater {

// Where a text lies in an arena. 0 is the empty text.
using TextRef = std::uint32_t;

// The texts of one transaction, end to end in blocks: a thousand spans cost a thousand short texts,
// not a thousand strings. Nothing is freed before the whole arena is.
class TextArena {
 public:
  // Keeps a copy of `text`, which must not lie in this arena. At most 65,535 bytes of it are kept.
  TextRef add(std::string_view text);

  // The same, and a text that was interned before is not kept twice: for the few keys, operations and
  // origins that all spans share. A new text that would take the arena beyond `most` bytes is not kept (0).
  TextRef intern(std::string_view text, std::size_t most);

  // Good until the next add.
  std::string_view operator[](TextRef ref) const;

  std::size_t bytes() const { return bytes_; }

 private:
  // A block takes no text that would end beyond that, but one that is alone in it. A single block that grew
  // would leave a hole in memory each time, into which the next does not fit.
  static constexpr std::size_t kBlock = 512;
  Vector<String> blocks_;
  std::size_t bytes_ = 2;
  // A hash table, a quarter of it free (0). What is beyond is kept as often as it comes.
  static constexpr std::size_t kSlots = 128;
  static constexpr std::size_t kMostInterned = kSlots / 4 * 3;
  Vector<TextRef> interned_;
  std::size_t interned_count_ = 0;
};

}  // namespace headwater
