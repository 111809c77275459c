#pragma once

#include <cstddef>
#include <string_view>

#include "src/base/vector.h"

namespace headwater {

// A text that owns its bytes. As std::string, without the room for short texts inside the object, which each
// use of one has code for, and without a zero at the end. All that only reads takes a std::string_view, which
// it becomes by itself.
class String : public Vector<char> {
 public:
  static constexpr std::size_t npos = std::string_view::npos;

  String() = default;
  String(std::string_view text) { append(text); }
  String(const char* text) { append(text); }

  operator std::string_view() const { return {data(), size()}; }

  // The text may be a part of this one.
  String& operator=(std::string_view text);
  template <std::size_t size>
  String& operator=(const char (&text)[size]) {
    return *this = std::string_view(text);
  }

  // Of text that is not in this one.
  String& append(std::string_view text);
  String& operator+=(std::string_view text) { return append(text); }
  String& operator+=(char c) {
    push_back(c);
    return *this;
  }

  // The same as those of std::string_view.
  bool starts_with(std::string_view text) const { return view().starts_with(text); }
  bool ends_with(std::string_view text) const { return view().ends_with(text); }
  std::size_t find(std::string_view text) const { return view().find(text); }
  std::size_t find_first_not_of(std::string_view text) const { return view().find_first_not_of(text); }

  friend bool operator==(const String& one, std::string_view other) { return one.view() == other; }
  friend bool operator==(const String& one, const String& other) { return one.view() == other.view(); }
  friend bool operator==(const String& one, const char* other) { return one.view() == other; }

 private:
  std::string_view view() const { return *this; }
};

}  // namespace headwater
