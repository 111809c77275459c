#include "tests/fuzz/page.h"

#include <cmath>

#include "src/command_runner.h"
#include "src/commands.h"

namespace headwater::fuzz {

Page::Page() {
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
  run_batch(tracer_, numbers.data(), numbers.size(), text);
}

void Page::tick(double now) {
  tracer_.set_clocks({now, kEpoch + now});
  tracer_.advance(now);
  if (tracer_.next_wake(now) <= now && std::isfinite(tracer_.next_wake(now)))
    fail("something is due still", std::to_string(now));
  for (std::string envelope; tracer_.take(envelope);) {
    if (!forbidden.empty() && envelope.find(forbidden) != std::string::npos)
      fail("what must not leave the page", envelope);
    taken_.add(check_envelope(envelope));
    tracer_.delivery().answer(now, ++handed_out_, Outcome::kAccepted, 0, {}, NAN);
  }
}

void Page::leave(double now) {
  run({0, now, kEpoch + now, static_cast<double>(Command::kHide), now, NAN}, "");
  tick(now);
}

Contents Page::contents() {
  Contents all = taken_;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Drop::kCount_); ++i) {
    const Drop reason = static_cast<Drop>(i);
    if (tracer_.drops()[reason] > 0) all.dropped[std::string(name(reason))] += tracer_.drops()[reason];
  }
  return all;
}

}  // namespace headwater::fuzz
