// Any bytes as batches: the core must bear whatever the shim, or a page that overwrites it, could hand over.

#include <cstdint>

#include "tests/fuzz/batch_input.h"
#include "tests/fuzz/page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headwater::fuzz;
  for (const bool any_text : {false, true}) {
    Page page(any_text);
    double latest = 0;
    for (BatchInput input(data, size); !input.empty();) {
      const Step step = input.next();
      page.run(step.numbers, step.text);
      const double now = step.numbers.size() > 1 ? step.numbers[1] : 0;
      page.tick(now, step.numbers.size() > 2 ? step.numbers[2] : 0, step.fate);
      if (now > latest) latest = now;
    }
    page.leave(latest);
  }
  return 0;
}
