#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/commands/commands.h"
#include "src/record/drops.h"

// Writes commands as the shim does. Times in ms since the time origin.
namespace headwater::testing {

// Date.now() at the time origin of every test's page.
inline constexpr double kEpoch = 1763800000000;
inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::string_view kTraceId = "771a43a4192642f0b136d5159a501700";

struct WrittenCommand {
  Command command;
  std::vector<double> numbers;
  std::vector<std::string> strings;
};

// The fields of a resource entry that tests vary; the others are as for an empty response over an open
// connection.
struct ResourceFields {
  double start = 0, end = 0;
  double response_start = 0;
  double transfer_size = 0, encoded_body_size = 0, decoded_body_size = 0, response_status = 0;
  std::string url = "https://shop.example/a.css";
  std::string initiator_type = "css";
};

// A list of commands under construction; each call adds one.
class CommandList {
 public:
  CommandList& add(Command command, std::vector<double> numbers, std::vector<std::string> strings = {}) {
    commands.push_back({command, std::move(numbers), std::move(strings)});
    return *this;
  }

  CommandList& configure(std::vector<double> limits = {kAbsent, kAbsent, kAbsent, kAbsent},
                         std::vector<std::string> strings = {"1.2.3", "", "https://shop.example", "", "", "",
                                                             ""}) {
    std::vector<double> numbers = {19088743, 2309737967, 1, 2};
    numbers.insert(numbers.end(), limits.begin(), limits.end());
    return add(Command::kConfigure, std::move(numbers), std::move(strings));
  }

  CommandList& transaction(double t, double handle, double kind, std::string name, double start = kAbsent,
                           std::string op = "task", std::string source = "custom") {
    return add(Command::kTransaction, {t, handle, kind, start, kEpoch + t},
               {std::string(kTraceId), "", std::move(name), std::move(source), std::move(op), "manual",
                "https://shop.example/cart?q=1", ""});
  }
  CommandList& manual(double t, double handle, std::string name = "job") {
    return transaction(t, handle, 0, std::move(name));
  }
  CommandList& pageload(double t, double handle, double start = 0) {
    return transaction(t, handle, 1, "/cart", start, "pageload", "url");
  }
  CommandList& navigation(double t, double handle, double start = kAbsent, std::string name = "/next") {
    return transaction(t, handle, 2, std::move(name), start, "navigation", "url");
  }
  // Begun before the address changes, which it then does or not.
  CommandList& begin_navigation(double t, double handle, std::string name = "/next") {
    return transaction(t, handle, 7, std::move(name), kAbsent, "navigation", "url");
  }
  CommandList& address(double t, double handle, bool changed = true, std::string path = "/there",
                       std::string source = "url") {
    return add(Command::kAddress, {t, handle, changed ? 1.0 : 0.0},
               {"https://shop.example" + path + "?q=1", path, std::move(source)});
  }
  CommandList& named(double handle) { return add(Command::kNamed, {handle}); }
  CommandList& link(double handle, std::string trace, std::string type = "previous_trace") {
    return add(Command::kLink, {handle}, {std::move(trace), std::move(type)});
  }
  CommandList& rootless(double t, double handle) { return transaction(t, handle, 3, "/cart"); }

  CommandList& span(double t, double handle, double root, std::string description, double parent = 0,
                    double start = kAbsent) {
    return add(Command::kSpan, {t, handle, root, parent, start}, {"task", std::move(description), ""});
  }
  CommandList& finish(double t, double handle, double end = kAbsent) {
    return add(Command::kFinish, {t, handle, end});
  }
  CommandList& tag(double handle, std::string key, std::string value) {
    return add(Command::kTag, {handle}, {std::move(key), std::move(value)});
  }
  CommandList& data(double handle, std::string key, std::string json) {
    return add(Command::kData, {handle}, {std::move(key), std::move(json)});
  }
  CommandList& status(double handle, std::string word) {
    return add(Command::kStatus, {handle}, {std::move(word)});
  }
  CommandList& http_status(double handle, double code) { return add(Command::kHttpStatus, {handle, code}); }
  CommandList& name(double handle, std::string text, std::string source = "") {
    return add(Command::kName, {handle}, {std::move(text), std::move(source)});
  }
  CommandList& measurement(double handle, std::string key, double value, std::string unit = "") {
    return add(Command::kMeasurement, {handle, value}, {std::move(key), std::move(unit)});
  }
  // By XHR, whose answer is its end.
  CommandList& request(double t, double handle, double root, std::string url = "https://shop.example/api",
                       double parent = 0) {
    return add(Command::kRequest, {t, handle, root, parent, 1}, {"GET", std::move(url)});
  }
  // By fetch, whose answer may be followed by a body.
  CommandList& fetch(double t, double handle, double root, std::string url = "https://shop.example/api") {
    return add(Command::kRequest, {t, handle, root, 0, 0}, {"GET", std::move(url)});
  }
  CommandList& response(double t, double handle, double code = 200, double outcome = 0) {
    return add(Command::kResponse, {t, handle, code, outcome});
  }
  CommandList& interactive(double t) { return add(Command::kInteractive, {t}); }
  CommandList& stay(double t) { return add(Command::kStay, {t}); }
  CommandList& hide(double t, double room = kAbsent) { return add(Command::kHide, {t, room}); }
  CommandList& root_sent(double t, double handle) { return add(Command::kRootSent, {t, handle}); }
  CommandList& answer(double t, double number, double outcome, double status = 0,
                      std::string rate_limits = "", double retry_after = kAbsent) {
    return add(Command::kAnswer, {t, number, outcome, status, retry_after}, {std::move(rate_limits)});
  }
  CommandList& flush(double t) { return add(Command::kFlush, {t}); }
  CommandList& mark(double t, std::string label) {
    return add(Command::kEntry, {t, 0, t, 0}, {std::move(label)});
  }
  CommandList& measure(double start, double end, std::string label) {
    return add(Command::kEntry, {end, 1, start, end - start}, {std::move(label)});
  }
  CommandList& paint(double t, std::string label) {
    return add(Command::kEntry, {t, 2, t, 0}, {std::move(label)});
  }
  CommandList& load_event(double start, double end) {
    return add(Command::kEntry, {end, 3, start, end - start}, {"load"});
  }
  CommandList& resource(const ResourceFields& fields) {
    return add(Command::kResource,
               {fields.end, fields.start, fields.end - fields.start, 0, 0, 0, fields.start, 0, 0, 0, 0, 0, 0,
                fields.response_start, fields.end, fields.transfer_size, fields.encoded_body_size,
                fields.decoded_body_size, fields.response_status},
               {fields.url, fields.initiator_type, "h2", "", "", ""});
  }
  CommandList& scope_tag(std::string key, std::string value, bool present = true) {
    return add(Command::kScopeTag, {latest(), present ? 1.0 : 0.0}, {std::move(key), std::move(value)});
  }
  CommandList& scope_value(double section, std::string key, std::string json, bool present = true) {
    return add(Command::kScopeValue, {latest(), section, present ? 1.0 : 0.0},
               {std::move(key), std::move(json)});
  }

  // The time of the last command that has one.
  double latest() const {
    for (std::size_t i = commands.size(); i-- > 0;) {
      for (const CommandShape& shape : kCommandShapes) {
        if (shape.command == commands[i].command && shape.timed) return commands[i].numbers[0];
      }
    }
    return 0;
  }

  std::vector<WrittenCommand> commands;
};

// A batch as bytes would carry it: the numbers, header included, and the text.
struct Packed {
  std::vector<double> numbers;
  std::string text;
};

inline Packed pack(const std::vector<WrittenCommand>& commands, double now, double epoch) {
  Packed packed;
  packed.numbers = {0, now, epoch};
  for (const WrittenCommand& one : commands) {
    packed.numbers.push_back(static_cast<double>(one.command));
    packed.numbers.insert(packed.numbers.end(), one.numbers.begin(), one.numbers.end());
    for (const std::string& text : one.strings) packed.text.append(text).push_back('\0');
  }
  packed.numbers[0] = static_cast<double>(packed.text.size());
  return packed;
}

}  // namespace headwater::testing
