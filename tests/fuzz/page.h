#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "src/tracer/tracer.h"
#include "tests/fuzz/check.h"

namespace headwater::fuzz {

// Date.now() at the page's time origin.
inline constexpr double kEpoch = 1763800000000;

// The pageload's handle.
inline constexpr double kPageload = 1;

// What becomes of the envelopes that are under way, which is the same for all of them for a while.
enum class Fate : std::uint8_t {
  kAccepted,
  kUnknown,  // nobody has answered yet
  kNetworkError,
  kServerError,
  kTooMany,  // for a minute
  kTooLarge,
  kLeftOut,
  kKept,  // or not, for want of room; what may not be sent as well
  kCount_,
};

// A core as one page has it, configured and with an open pageload, used in the order in which the shim uses
// wasm/bindings.cc. Every envelope it gives is checked: also that one that is tried again says the same as
// before, and that one that is gone does not come again.
class Page {
 public:
  // Of `any_text` the batches are taken as they are, and what they give is not looked at: the shim makes no
  // such text, and all that the core owes it is to bear it.
  explicit Page(bool any_text = false);

  // A whole batch, header included. Like the module it believes the length of the text only when that is
  // shorter.
  void run(std::vector<double> numbers, std::string text);

  // Does what is due and takes what is finished.
  void tick(double now, double epoch, Fate fate);

  // Leaves the page at `now`: everything is finished then, and all that waits is taken.
  void leave(double now);

  // Of all that was taken so far, each event once, and what the core has counted since.
  const Contents& contents() const { return taken_; }

  // Fails when one of the envelopes to come has it.
  std::string forbidden;

 private:
  void note(const std::string& envelope);
  void answer(double now, std::uint32_t number, Fate fate);

  bool any_text_;
  Tracer tracer_;
  Contents taken_;
  std::uint32_t handed_out_ = 0;
  std::map<std::uint32_t, std::string> under_way_;  // numbers and event ids
  std::map<std::string, std::string> payloads_;     // by event id
  std::set<std::string> gone_;                      // event ids
};

}  // namespace headwater::fuzz
