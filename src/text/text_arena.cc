#include "src/text/text_arena.h"

namespace headwater {
namespace {

constexpr std::size_t kMostInterned = 64;

}  // namespace

// A text lies behind its length in two bytes.
TextRef TextArena::add(std::string_view text) {
  if (text.empty()) return 0;
  text = text.substr(0, 0xffff);
  const auto ref = static_cast<TextRef>(bytes_.size());
  // Grown by a quarter: doubling would leave half of it empty, and many arenas are open at once.
  const std::size_t size = bytes_.size() + 2 + text.size();
  if (size > bytes_.capacity()) bytes_.reserve(size + size / 4);
  bytes_.push_back(static_cast<char>(text.size() & 0xff));
  bytes_.push_back(static_cast<char>(text.size() >> 8));
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  return ref;
}

TextRef TextArena::intern(std::string_view text, std::size_t most) {
  for (TextRef ref : interned_) {
    if ((*this)[ref] == text) return ref;
  }
  if (bytes() + text.size() > most) return 0;
  const TextRef ref = add(text);
  if (interned_.size() < kMostInterned) interned_.push_back(ref);
  return ref;
}

std::string_view TextArena::operator[](TextRef ref) const {
  const std::size_t length = static_cast<unsigned char>(bytes_[ref]) |
                             static_cast<std::size_t>(static_cast<unsigned char>(bytes_[ref + 1])) << 8;
  return {bytes_.data() + ref + 2, length};
}

}  // namespace headwater
