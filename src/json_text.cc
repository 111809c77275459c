#include "json_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#ifndef HEADWATER_TRUSTED_TEXT

namespace headwater {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kLargest = 308;  // digits before the decimal point

// A recursive descent over the text; every method answers whether what it stands for was there, and stands
// after it then.
class Checker {
 public:
  explicit Checker(std::string& text) : text_(text) {}

  bool document() {
    const bool good = value(0);
    space();
    return good && at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  bool word(std::string_view wanted) {
    if (std::string_view(text_).substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  void space() {
    for (; peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t'; ++at_) text_[at_] = ' ';
  }

  bool digits() {
    const std::size_t start = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > start;
  }

  // Refuses what a reader of doubles would take for infinity.
  bool number() {
    take('-');
    const std::size_t start = at_;
    if (!take('0') && !digits()) return false;
    std::size_t magnitude = at_ - start;
    if (take('.') && !digits()) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      const bool small = !take('+') && take('-');
      const std::size_t from = at_;
      if (!digits()) return false;
      std::size_t exponent = 0;
      for (std::size_t i = from; i < at_; ++i) {
        exponent = std::min(exponent * 10 + static_cast<std::size_t>(text_[i] - '0'), kLargest + 1);
      }
      if (!small) magnitude += exponent;
    }
    return magnitude <= kLargest;
  }

  // The four hex digits of an escape; -1 if they are not there.
  std::int32_t unit() {
    std::int32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const char lower = static_cast<char>(c | 0x20);
      if (c >= '0' && c <= '9') {
        value = value * 16 + (c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        value = value * 16 + (lower - 'a' + 10);
      } else {
        return -1;
      }
    }
    return value;
  }

  // After `\u`.
  bool unicode_escape() {
    const std::size_t start = at_;
    const std::int32_t first = unit();
    if (first < 0) return false;
    if (first < 0xd800 || first > 0xdfff) return true;
    const std::size_t after = at_;
    if (first < 0xdc00 && word("\\u")) {
      const std::int32_t second = unit();
      if (second >= 0xdc00 && second <= 0xdfff) return true;
    }
    at_ = after;
    text_.replace(start, 4, "fffd");
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') continue;
      if (take('u')) {
        if (!unicode_escape()) return false;
      } else if (std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos ||
                 at_ == text_.size()) {
        return false;
      } else {
        ++at_;
      }
    }
    return false;
  }

  bool members(char close, bool named, int depth) {
    if (depth >= kDeepest) return false;
    space();
    if (take(close)) return true;
    do {
      if (named) {
        space();
        if (!string()) return false;
        space();
        if (!take(':')) return false;
      }
      if (!value(depth + 1)) return false;
      space();
    } while (take(','));
    return take(close);
  }

  bool value(int depth) {
    space();
    switch (peek()) {
      case '{':
        ++at_;
        return members('}', true, depth);
      case '[':
        ++at_;
        return members(']', false, depth);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

bool check_json(std::string& text) { return Checker(text).document(); }

}  // namespace headwater

#endif
