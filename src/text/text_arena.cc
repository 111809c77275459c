#include "src/text/text_arena.h"

namespace headwater {

// A text lies behind its length in two bytes.
TextRef TextArena::add(std::string_view text) {
  if (text.empty()) return 0;
  text = text.substr(0, 0xffff);
  const auto ref = static_cast<TextRef>(bytes_.size());
  bytes_.push_back(static_cast<char>(text.size() & 0xff));
  bytes_.push_back(static_cast<char>(text.size() >> 8));
  bytes_.append(text.data(), text.data() + text.size());
  return ref;
}

TextRef TextArena::intern(std::string_view text, std::size_t most) {
  if (text.empty()) return 0;
  if (interned_.empty()) interned_.assign(kSlots, 0);
  std::size_t place = 0;
  for (const char c : text) place = place * 31 + static_cast<unsigned char>(c);
  for (;; ++place) {
    TextRef& known = interned_[place % kSlots];
    if (known != 0 && (*this)[known] != text) continue;
    if (known != 0) return known;
    if (bytes() + text.size() > most) return 0;
    const TextRef ref = add(text);
    if (interned_count_ < kMostInterned) {
      known = ref;
      ++interned_count_;
    }
    return ref;
  }
}

std::string_view TextArena::operator[](TextRef ref) const {
  const std::size_t length = static_cast<unsigned char>(bytes_[ref]) |
                             static_cast<std::size_t>(static_cast<unsigned char>(bytes_[ref + 1])) << 8;
  return {bytes_.data() + ref + 2, length};
}

}  // namespace headwater
