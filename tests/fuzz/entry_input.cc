#include "tests/fuzz/entry_input.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "tests/fuzz/plausible.h"

namespace headwater::fuzz {
namespace {

// First bytes of what is not the usual.
constexpr std::uint8_t kRepeat = 240, kHandOver = 250, kFate = 252, kSleep = 253, kSpecial = 240, kRaw = 255;

// How often commands may be repeated, all together: enough to go beyond every cap.
constexpr std::size_t kMostRepeated = 3000;

// A page is not open for longer, in ms.
constexpr double kLatest = 1e9;

// Words that mean something where they come out: a secret, and the operations of counted entries.
constexpr std::string_view kTaken[] = {kSecret, "mark", "measure", "resource."};

}  // namespace

std::uint8_t EntryInput::byte() {
  if (size_ == 0) return 0;
  --size_;
  return *data_++;
}

double EntryInput::raw() {
  std::uint8_t bytes[sizeof(double)];
  for (std::uint8_t& one : bytes) one = byte();
  double number;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

double EntryInput::time() {
  const std::uint8_t first = byte();
  if (first == kRaw) {
    const double time = raw();
    if (time > now_ && time < kLatest) now_ = time;
    return time;
  }
  if (first >= kSpecial) return special_number(first);
  if (first >= 224) return now_ - (first - 224) * 60;
  now_ += first < 128 ? first : first < 192 ? (first - 128) * 50 : (first - 192) * 1000;
  return now_;
}

double EntryInput::number(const std::string& name) {
  const std::uint8_t first = byte();
  if (first == kRaw) return raw();
  return first >= kSpecial ? special_number(first) : plausible_number(name, first, now_);
}

std::string EntryInput::raw_string() {
  std::string text;
  for (std::size_t left = byte(); left > 0 && size_ > 0; --left) {
    const char c = static_cast<char>(byte());
    text += c == '\0' ? ' ' : c;
  }
  for (const std::string_view word : kTaken) {
    for (std::size_t at; (at = text.find(word)) != std::string::npos;) text[at] = '.';
  }
  return text;
}

std::string EntryInput::string(const std::string& name) {
  const std::uint8_t first = byte();
  if (first < 200) return plausible_string(name, first);
  if (is_address(name)) return raw_string().append(first % 2 ? "?" : "#").append(kSecret);
  return raw_string();
}

bool EntryInput::next() {
  const std::uint8_t code = byte();
  if (code >= kHandOver) {
    if (code > kHandOver) time();
    if (code == kFate) fate_ = static_cast<Fate>(byte() % static_cast<std::uint8_t>(Fate::kCount_));
    // The machine's clock may be set back as well.
    if (code == kSleep) slept_ += (byte() - 64) * 500.0;
    return false;
  }
  if (code >= kRepeat) {
    repeat(std::size_t{1} << (code - kRepeat));
    return true;
  }
  const std::vector<NamedCommand>& all = named_commands();
  last_ = named_command(code);
  if (!last_) last_ = &all[code % all.size()];
  last_string_ = text_.size();
  numbers_.push_back(static_cast<double>(last_->shape.command));
  for (std::size_t i = 0; i < last_->numbers.size(); ++i) {
    numbers_.push_back(i == 0 && last_->shape.timed ? time() : number(last_->numbers[i]));
  }
  for (const std::string& name : last_->strings) text_.append(string(name)).push_back('\0');
  return true;
}

// Each a millisecond after the one before.
void EntryInput::repeat(std::size_t times) {
  if (!last_) return;
  const std::string strings = text_.substr(last_string_);
  for (; times > 0 && repeated_ < kMostRepeated; --times, ++repeated_) {
    const std::size_t from = numbers_.size() - 1 - last_->numbers.size();
    numbers_.push_back(numbers_[from]);
    for (std::size_t i = 0; i < last_->numbers.size(); ++i) {
      const std::string& name = last_->numbers[i];
      numbers_.push_back(numbers_[from + 1 + i] + (name == "t" || name == "start" ? 1 : 0));
    }
    last_string_ = text_.size();
    text_ += strings;
    if (last_->shape.timed && numbers_[from + 1] > now_ && numbers_[from + 1] < kLatest)
      now_ = numbers_[from + 1];
  }
}

std::vector<double> EntryInput::take_numbers() {
  numbers_[0] = static_cast<double>(text_.size());
  numbers_[1] = now_;
  numbers_[2] = epoch();
  last_ = nullptr;
  return std::exchange(numbers_, {0, 0, 0});
}

std::string EntryInput::take_text() { return std::exchange(text_, {}); }

std::string entry_bytes(const std::vector<double>& numbers, std::string_view text, double now) {
  std::string bytes;
  const auto add_raw = [&](double number) {
    bytes += static_cast<char>(kRaw);
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  };
  for (std::size_t at = 0; at < numbers.size();) {
    const NamedCommand* const command = named_command(numbers[at]);
    if (!command) break;
    bytes += static_cast<char>(numbers[at++]);
    for (std::size_t i = 0; i < command->numbers.size(); ++i) add_raw(numbers[at++]);
    for (const std::string& name : command->strings) {
      const std::size_t end = text.find('\0');
      std::string_view one = text.substr(0, end);
      text.remove_prefix(end + 1);
      if (is_address(name)) one = one.substr(0, one.find_first_of("?#"));
      one = one.substr(0, 255);
      bytes += static_cast<char>(kRaw);
      bytes += static_cast<char>(one.size());
      bytes += one;
    }
  }
  bytes += static_cast<char>(kHandOver + 1);
  add_raw(now);
  return bytes;
}

}  // namespace headwater::fuzz
