#pragma once

#include <string>
#include <vector>

#include "src/tracer.h"
#include "tests/fuzz/check.h"

namespace headwater::fuzz {

// Date.now() at the page's time origin.
inline constexpr double kEpoch = 1763800000000;

// The pageload's handle.
inline constexpr double kPageload = 1;

// A core as one page has it, configured and with an open pageload, used in the order in which the shim uses
// wasm/bindings.cc. Every envelope it gives is checked.
class Page {
 public:
  Page();

  // A whole batch, header included. Like the module it believes the length of the text only when that is
  // shorter.
  void run(std::vector<double> numbers, std::string text);

  // Does what is due and takes what is finished, which is accepted at once.
  void tick(double now);

  // Leaves the page at `now`: everything is finished then.
  void leave(double now);

  // Of all that was taken so far, and what the core has counted since.
  Contents contents();

  // Fails when one of the envelopes to come has it.
  std::string forbidden;

 private:
  Tracer tracer_;
  Contents taken_;
  std::uint32_t handed_out_ = 0;
};

}  // namespace headwater::fuzz
