#pragma once

#include <cstdint>
#include <string_view>

#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/record/drops.h"

namespace headwater {

// Tags and values that the page sets for all its transactions. They are written with each transaction that
// ends; where a transaction has a value of its own, that is written.
class Scope {
 public:
  enum class Section : std::uint8_t { kUser = 0, kExtra = 1, kContext = 2 };

  struct Entry {
    static constexpr bool kRelocatable = true;
    String key;
    String value;  // a tag's text, or JSON text
  };

  // Each replaces what the key had before. What is beyond the limits (limits.h), or is no JSON, is counted in
  // `drops` and not kept.
  void set_tag(std::string_view key, std::string_view value, Drops& drops);
  void remove_tag(std::string_view key);

  // The user is one value, with an empty key; extras and contexts need a key. User and contexts are JSON
  // objects.
  void set_value(Section section, std::string_view key, std::string_view json, Drops& drops);
  void remove_value(Section section, std::string_view key);

  // Good until the next call.
  const Vector<Entry>& tags() const { return tags_; }
  const Vector<Entry>& values(Section section) const { return values_[static_cast<std::size_t>(section)]; }

 private:
  Vector<Entry> tags_;
  Vector<Entry> values_[3];
};

}  // namespace headwater
