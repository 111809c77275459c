#pragma once

#include <cstddef>
#include <string_view>

#include "src/base/string.h"
#include "src/record/drops.h"

namespace headwater {

// `text` up to `most` code points, and fewer where that is within a percent escape, or within the escapes of
// one character; what is cut is counted.
std::string_view cut(std::string_view text, std::size_t most, Drops& drops);
// The same, not counted.
std::string_view shortened(std::string_view text, std::size_t most);

// A tag in the form that receivers take: key and value are cut; '-' stands for characters of the key outside
// [a-zA-Z0-9_.:-], a space for line breaks in the value. A tag that is clean already, as nearly all are, is
// not copied.
class CleanTag {
  String changed_key_, changed_value_;  // first: key and value may refer to them

 public:
  CleanTag(std::string_view key, std::string_view value, Drops& drops);

  // False, and counted, when either is empty.
  bool valid() const { return !key.empty() && !value.empty(); }

  std::string_view key;
  std::string_view value;
};

}  // namespace headwater
