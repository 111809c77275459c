#include "src/text/text_arena.h"

#include <algorithm>

namespace headwater {

// A text lies behind its length in two bytes.
TextRef TextArena::add(std::string_view text) {
  if (text.empty()) return 0;
  text = text.substr(0, 0xffff);
  const std::size_t size = text.size() + 2;
  // 0 is taken.
  if (blocks_.empty()) blocks_.emplace_back().extend(2);
  if (blocks_.back().size() + size > kBlock) blocks_.emplace_back().reserve(std::max(size, kBlock));
  String& block = blocks_.back();
  const std::size_t ref = (blocks_.size() - 1) * kBlock + block.size();
  char* const to = block.extend(size);
  to[0] = static_cast<char>(text.size() & 0xff);
  to[1] = static_cast<char>(text.size() >> 8);
  std::copy(text.begin(), text.end(), to + 2);
  bytes_ += size;
  return static_cast<TextRef>(ref);
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
  if (ref == 0) return {};
  const char* const text = blocks_[ref / kBlock].data() + ref % kBlock;
  const std::size_t length = static_cast<unsigned char>(text[0]) |
                             static_cast<std::size_t>(static_cast<unsigned char>(text[1])) << 8;
  return {text + 2, length};
}

}  // namespace headwater
