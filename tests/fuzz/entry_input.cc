#include "tests/fuzz/entry_input.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <utility>

#include "tests/fuzz/page.h"

namespace headwater::fuzz {
namespace {

// First bytes of what is not the usual.
constexpr std::uint8_t kRepeat = 240, kHandOver = 250, kRaw = 255;

// How often commands may be repeated, all together: enough to go beyond every cap.
constexpr std::size_t kMostRepeated = 3000;

// A page is not open for longer, in ms.
constexpr double kLatest = 1e9;

// Words that mean something where they come out: a secret, and the operations of counted entries.
constexpr std::string_view kTaken[] = {kSecret, "mark", "measure", "resource."};

template <typename T, std::size_t n>
T pick(const T (&pool)[n], std::uint8_t byte) {
  return pool[byte % n];
}

bool ends_with(const std::string& name, std::string_view end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

bool is_handle(const std::string& name) { return name == "handle" || name == "root" || name == "parent"; }

bool is_address(const std::string& name) { return ends_with(name, "url") || name == "referrer"; }

bool is_json(const std::string& name) { return name == "json" || name == "dsc"; }

constexpr const char* kAddresses[] = {
    "https://shop.example/cart?secret=1",
    "https://shop.example/users/42/orders/7f3a9c21?id=2&secret=3#secret",
    "https://me:secret@cdn.example:8080/a/b.js?secret",
    "//me:secret@cdn.example/x.css",
    "/api/list?page=1&secret=1",
    "data:image/png;base64,secret",
    "blob:https://shop.example/0d1f#secret",
    "https://shop.example?secret",
    "?secret",
    "",
};

// Of a long animation frame's script.
constexpr const char* kInvokers[] = {"https://cdn.example/a.js?secret=1", "IMG[src=/a.png?secret].onload",
                                     "BUTTON#save.onclick", "TimerHandler:setTimeout"};

constexpr const char* kJson[] = {"1",    "\"text\"", "{\"a\":[1,2,{}]}", "[]",  "{}",
                                 "null", "1e308",    "{\"a\":1",         "nul", "\"\\ud800\""};

constexpr const char* kWords[] = {
    "",
    "ok",
    "internal_error",
    "url",
    "route",
    "link",
    "script",
    "img",
    "fetch",
    "other",
    "h2",
    "first-paint",
    "first-contentful-paint",
    "blocking",
    "cache",
    "click",
    "keydown",
    "div#main > img",
    "back_forward",
    "navigate",
    "reload",
    "GET",
    "millisecond",
    "a.name",
    "classic-script",
    "ui.load",
    "id\npage",
    "/users/:id\n/a/*",
    "cdn-cache\t2\thit",
    "771a43a4192642f0b136d5159a501701-b7ad6b7169203331-1",
};

constexpr double kSpecial[] = {NAN, INFINITY, -INFINITY, -1, 1e300, 2147483648, 4294967296, -0.0};

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
  if (first >= 248) return pick(kSpecial, first);
  if (first >= 224) return now_ - (first - 224) * 30;
  now_ += first < 128 ? first : first < 192 ? (first - 128) * 50 : (first - 192) * 1000;
  return now_;
}

double EntryInput::number(const std::string& name) {
  const std::uint8_t first = byte();
  if (first == kRaw) return raw();
  if (first >= 240) return pick(kSpecial, first);
  if (is_handle(name)) return first % 40;
  if (name == "epoch") return kEpoch + now_;
  if (first < 64) return first;
  if (first < 128) return now_ - (first - 64) * 4;
  if (first < 160) return (first - 128) * 17.5;
  if (first < 192) return std::ldexp(1, (first - 160)) - 1;
  if (first < 216) return (first - 192) * 25;
  return (first - 216) / 16.0;
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
  if (is_address(name)) {
    if (first < 200) return pick(kAddresses, first);
    return raw_string().append(first % 2 ? "?" : "#").append(kSecret);
  }
  if (first >= 200) return raw_string();
  if (name == "trace_id") return "771a43a4192642f0b136d5159a501700";
  if (name == "parent_span_id") return first % 2 ? "b7ad6b7169203331" : "";
  if (name == "invoker") return pick(kInvokers, first);
  if (is_json(name)) return pick(kJson, first);
  return pick(kWords, first);
}

bool EntryInput::next() {
  const std::uint8_t code = byte();
  if (code >= kHandOver) {
    if (code > kHandOver) time();
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
  numbers_[2] = kEpoch + now_;
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
