#include "text_arena.h"

namespace headwater {
namespace {

constexpr std::size_t kMostInterned = 64;

}  // namespace

// A text lies behind its length in two bytes.
TextRef TextArena::add(std::string_view text) {
  if (text.empty()) return 0;
  text = text.substr(0, 0xffff);
  const auto ref = static_cast<TextRef>(bytes_.size());
  bytes_ += static_cast<char>(text.size() & 0xff);
  bytes_ += static_cast<char>(text.size() >> 8);
  bytes_ += text;
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
  const std::size_t length =
      static_cast<unsigned char>(bytes_[ref]) | static_cast<std::size_t>(static_cast<unsigned char>(bytes_[ref + 1])) << 8;
  return std::string_view(bytes_).substr(ref + 2, length);
}

}  // namespace headwater
