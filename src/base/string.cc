#include "src/base/string.h"

namespace headwater {

// All that writes is made of these two, so neither is inlined.
[[gnu::noinline]] String& String::operator=(std::string_view text) {
  String copy(text);
  swap(copy);
  return *this;
}

[[gnu::noinline]] String& String::append(std::string_view text) {
  Vector<char>::append(text.data(), text.data() + text.size());
  return *this;
}

}  // namespace headwater
