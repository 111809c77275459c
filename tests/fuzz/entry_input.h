#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/command_table.h"
#include "tests/fuzz/page.h"

namespace headwater::fuzz {

// Bytes as the commands of a page, one or two bytes for each number and string so that most are plausible and
// any can be said. A command is its code; other bytes stand for a command too, repeat the last one, or hand
// over what was read. Then its numbers and strings in the order of commands.md, by whose names their values
// are chosen; new commands need nothing here.
class EntryInput {
 public:
  EntryInput(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  bool empty() const { return size_ == 0; }

  // Reads one command into the batch, or ends the batch: false then, and time may have passed.
  bool next();

  // The batch so far, header included, which begins anew.
  std::vector<double> take_numbers();
  std::string take_text();

  // After the batch: the clocks, and what becomes of envelopes from now on.
  double now() const { return now_; }
  double epoch() const { return kEpoch + now_ + slept_; }
  Fate fate() const { return fate_; }

 private:
  std::uint8_t byte();
  double raw();
  double time();
  double number(const std::string& name);
  std::string string(const std::string& name);
  std::string raw_string();
  void repeat(std::size_t times);

  const std::uint8_t* data_;
  std::size_t size_;
  double now_ = 0;
  double slept_ = 0;
  Fate fate_ = Fate::kAccepted;
  std::vector<double> numbers_ = {0, 0, 0};
  std::string text_;
  const NamedCommand* last_ = nullptr;  // read into this batch
  std::size_t last_string_ = 0;
  std::size_t repeated_ = 0;
};

// The bytes that EntryInput reads as the commands of a batch (without its header), handed over at `now`.
// Addresses get a secret.
std::string entry_bytes(const std::vector<double>& numbers, std::string_view text, double now);

}  // namespace headwater::fuzz
