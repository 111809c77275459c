#include "tests/fuzz/page.h"

#include <cmath>

#include "src/commands/arguments.h"
#include "src/commands/runner.h"
#include "src/record/limits.h"
#include "tests/core/support/joined.h"
#include "tests/fuzz/command_table.h"
#include "tests/fuzz/shim_text.h"

namespace headwater::fuzz {

Page::Page(bool any_text) : any_text_(any_text) {
  constexpr double kDefault = NAN;
  std::string text;
  for (const char* one : {"1.2.3", "https://k@receiver.example/1", "https://shop.example", "Agent/1", "",
                          "r@1", "", "771a43a4192642f0b136d5159a501700", "", "/cart", "url", "pageload",
                          "auto.pageload", "https://shop.example/cart", ""}) {
    text.append(one).push_back('\0');
  }
  run({static_cast<double>(text.size()), 0, kEpoch,                                                   //
       static_cast<double>(Command::kConfigure), 1, 2, 3, 4, kDefault, kDefault, kDefault, kDefault,  //
       static_cast<double>(Command::kTransaction), 0, kPageload, 1, 0, kEpoch},
      std::move(text));
}

void Page::run(std::vector<double> numbers, std::string text) {
  if (!numbers.empty() && numbers[0] >= 0 && numbers[0] < static_cast<double>(text.size())) {
    text.resize(static_cast<std::size_t>(numbers[0]));
  }
  // What the batch answers is not ours to answer any more.
  for (std::size_t at = 3; at < numbers.size();) {
    const NamedCommand* const one = named_command(numbers[at]);
    if (!one) break;
    if (one->shape.command == Command::kAnswer && at + 2 < numbers.size()) {
      under_way_.erase(word(numbers[at + 2]));
    }
    at += 1 + one->shape.numbers;
  }
  if (!any_text_) text = shim_text(numbers, std::move(text));
  run_batch(tracer_, numbers.data(), numbers.size(), text);
}

void Page::tick(double now, double epoch, Fate fate) {
  tracer_.set_clocks({now, epoch});
  tracer_.advance(now);
  if (const double next = tracer_.next_wake(now); std::isnan(next) || (next <= now && next < kNever))
    fail("something is due still", std::to_string(now));
  // Again, since what is answered makes room for others.
  for (int i = 0; i < 2; ++i) {
    for (String envelope; take_joined(tracer_, envelope);) note(std::string(envelope));
    if (under_way_.size() > limits::kLastInFlight) fail("too many are under way", std::to_string(now));
    if (fate == Fate::kUnknown) return;
    if (fate == Fate::kKept) {
      for (String envelope; keep_joined(tracer_, envelope);) note(std::string(envelope));
    }
    while (!under_way_.empty()) answer(now, under_way_.begin()->first, fate);
  }
}

void Page::note(const std::string& envelope) {
  if (any_text_) {
    under_way_[++handed_out_] = "";
    return;
  }
  if (!forbidden.empty() && envelope.find(forbidden) != std::string::npos)
    fail("what must not leave the page", envelope);
  const Contents contents = check_envelope(envelope);
  under_way_[++handed_out_] = contents.event_id;
  for (const auto& [reason, count] : contents.discarded) taken_.discarded[reason] += count;
  if (contents.event_id.empty()) return;
  if (gone_.count(contents.event_id)) fail("it is gone already", envelope);
  const auto [known, is_new] = payloads_.emplace(contents.event_id, contents.payload);
  if (known->second != contents.payload) fail("it was another when it was tried before", envelope);
  if (!is_new) return;
  for (const auto& [op, count] : contents.recorded) taken_.recorded[op] += count;
  for (const auto& [reason, count] : contents.dropped) taken_.dropped[reason] += count;
}

void Page::answer(double now, std::uint32_t number, Fate fate) {
  struct Answer {
    Outcome outcome;
    int status;
    const char* rate_limits;
    bool gone;
  };
  constexpr Answer kAnswers[] = {
      {Outcome::kAccepted, 0, "", true},
      {Outcome::kNetworkError, 0, "", false},  // nobody knows
      {Outcome::kNetworkError, 0, "", false},
      {Outcome::kAnswered, 503, "", false},
      {Outcome::kAnswered, 429, "60:transaction:key", false},
      {Outcome::kAnswered, 413, "", true},
      {Outcome::kLeftOut, 0, "", true},
      {Outcome::kKept, 0, "", true},
  };
  const Answer& one = kAnswers[static_cast<std::size_t>(fate)];
  if (one.gone && !under_way_[number].empty()) gone_.insert(under_way_[number]);
  const bool no_room = fate == Fate::kKept && number % 3 == 0;
  under_way_.erase(number);
  tracer_.delivery().answer(finite_or(now, 0), number, no_room ? Outcome::kNoRoom : one.outcome, one.status,
                            one.rate_limits, NAN);
}

void Page::leave(double now) {
  run({0, now, kEpoch + now, static_cast<double>(Command::kHide), now, NAN,  //
       static_cast<double>(Command::kOnline), now, 1, static_cast<double>(Command::kFlush), now},
      "");
  // No limit lasts longer.
  constexpr double kLater = 1e11;
  tick(now + kLater, kEpoch + now + kLater, Fate::kAccepted);
  // Unless what is under way was never answered.
  const std::uint32_t sent = handed_out_;
  for (String envelope; keep_joined(tracer_, envelope);) note(std::string(envelope));
  if (handed_out_ - sent > limits::kWaitingEnvelopes) fail("too many have waited", std::to_string(now));
  for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::kCount_); ++i) {
    const Drop reason = static_cast<Drop>(i);
    if (tracer_.drops()[reason] > 0) taken_.dropped[std::string(name(reason))] += tracer_.drops()[reason];
  }
}

}  // namespace headwater::fuzz
