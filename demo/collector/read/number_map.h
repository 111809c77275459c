#pragma once

#include <cstdint>
#include <vector>

namespace headwater::collector {

// Numbers that count up from 0, by keys: a hash table with open addressing, a few nanoseconds for each look.
class NumberMap {
 public:
  NumberMap() : keys_(1 << 10), values_(keys_.size(), kNone) {}

  // That of the key, or a new one.
  std::uint32_t number_of(std::uint64_t key) {
    std::size_t at = place(key);
    while (values_[at] != kNone) {
      if (keys_[at] == key) return values_[at];
      at = (at + 1) & (keys_.size() - 1);
    }
    keys_[at] = key;
    values_[at] = count_;
    if (2 * ++count_ > keys_.size()) grow();
    return count_ - 1;
  }

  std::uint32_t count() const { return count_; }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::size_t place(std::uint64_t key) const {
    key *= 0x9E3779B97F4A7C15;
    return static_cast<std::size_t>(key ^ key >> 32) & (keys_.size() - 1);
  }

  void grow() {
    std::vector<std::uint64_t> keys(2 * keys_.size());
    std::vector<std::uint32_t> values(keys.size(), kNone);
    keys_.swap(keys);
    values_.swap(values);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (values[i] == kNone) continue;
      std::size_t at = place(keys[i]);
      while (values_[at] != kNone) at = (at + 1) & (keys_.size() - 1);
      keys_[at] = keys[i];
      values_[at] = values[i];
    }
  }

  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> values_;
  std::uint32_t count_ = 0;
};

}  // namespace headwater::collector
