#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "tests/fuzz/page.h"

namespace headwater::fuzz {

// A batch: its numbers, the three leading ones included, and its text; and what becomes of envelopes then.
struct Step {
  std::vector<double> numbers;
  std::string text;
  Fate fate = Fate::kAccepted;
};

// Batches as bytes, one after another: how many numbers and how many bytes of text there are (16 bits each,
// the low byte first; of the former the upper three are the fate), then the numbers (IEEE 754, 8 bytes each),
// then the text. The last may be cut off anywhere.
class BatchInput {
 public:
  BatchInput(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  bool empty() const { return size_ < 4; }

  Step next() {
    const std::size_t first = word(), bytes = word();
    const std::size_t count = first & kMostNumbers;
    Step step;
    step.fate = static_cast<Fate>(first >> 13);
    step.numbers.resize(std::min(count, size_ / sizeof(double)));
    if (!step.numbers.empty()) std::memcpy(step.numbers.data(), data_, step.numbers.size() * sizeof(double));
    skip(step.numbers.size() * sizeof(double));
    step.text.assign(reinterpret_cast<const char*>(data_), std::min(bytes, size_));
    skip(step.text.size());
    return step;
  }

 private:
  static constexpr std::size_t kMostNumbers = 0x1fff;

  std::size_t word() {
    const std::size_t value = data_[0] | static_cast<std::size_t>(data_[1]) << 8;
    skip(2);
    return value;
  }

  void skip(std::size_t bytes) {
    data_ += bytes;
    size_ -= bytes;
  }

  const std::uint8_t* data_;
  std::size_t size_;
};

// The bytes that BatchInput reads as `step`.
inline void append_step(std::string& bytes, const Step& step) {
  const std::size_t fate = static_cast<std::size_t>(step.fate) << 13;
  for (const std::size_t value : {step.numbers.size() | fate, step.text.size()}) {
    bytes += static_cast<char>(value & 0xff);
    bytes += static_cast<char>(value >> 8 & 0xff);
  }
  bytes.append(reinterpret_cast<const char*>(step.numbers.data()), step.numbers.size() * sizeof(double));
  bytes += step.text;
}

}  // namespace headwater::fuzz
