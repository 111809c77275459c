// How libFuzzer changes an input of batch_fuzz: half of the time by its own means, otherwise as batches,
// since a command's code is a number that random bytes hardly ever are.

#include <cfloat>
#include <cmath>
#include <iterator>
#include <random>

#include "src/commands.h"
#include "tests/fuzz/batch_input.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace headwater::fuzz {
namespace {

constexpr std::size_t kHeader = 3;

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  void change(std::vector<Step>& steps) {
    if (steps.empty()) steps.push_back({{NAN, 0, 0}, ""});
    Step& step = steps[below(steps.size())];
    switch (below(5)) {
      case 0:
        add_command(step);
        break;
      case 1:
        if (steps.size() < 20) steps.push_back(step);
        break;
      case 2:
        change_text(step);
        break;
      default:
        if (!step.numbers.empty()) step.numbers[below(step.numbers.size())] = number();
    }
  }

 private:
  std::size_t below(std::size_t most) { return random_() % most; }

  double number() {
    constexpr double kSpecial[] = {NAN,    INFINITY,        -INFINITY,  -1,         -0.0,
                                   0.5,    1e300,           DBL_MAX,    -DBL_MAX,   1e15,
                                   5e-324, 253402300800000, 2147483647, 2147483648, 4294967296};
    switch (below(4)) {
      case 0:
        return kSpecial[below(std::size(kSpecial))];
      case 1:
        return static_cast<double>(below(100000)) / 8;
      default:
        return static_cast<double>(below(32));
    }
  }

  // Behind a command, mostly: as long as all before it are whole.
  void add_command(Step& step) {
    const CommandShape& shape = kCommandShapes[below(std::size(kCommandShapes))];
    if (shape.command == Command::kTrap) return;
    while (step.numbers.size() < kHeader) step.numbers.push_back(number());
    step.numbers.push_back(static_cast<double>(shape.command));
    for (int i = 0; i < shape.numbers; ++i) step.numbers.push_back(number());
    for (int i = 0; i < shape.strings; ++i) (step.text += "a/?b=1#c").push_back('\0');
    step.numbers[0] = NAN;
  }

  void change_text(Step& step) {
    std::vector<std::uint8_t> bytes(step.text.begin(), step.text.end());
    const std::size_t size = bytes.size();
    bytes.resize(size + 64);
    bytes.resize(LLVMFuzzerMutate(bytes.data(), size, bytes.size()));
    step.text.assign(bytes.begin(), bytes.end());
    if (!step.numbers.empty()) step.numbers[0] = NAN;
  }

  std::minstd_rand random_;
};

}  // namespace
}  // namespace headwater::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned seed) {
  using namespace headwater::fuzz;
  if (seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  std::vector<Step> steps;
  for (BatchInput input(data, size); !input.empty();) steps.push_back(input.next());
  Mutator(seed).change(steps);
  std::string bytes;
  for (const Step& step : steps) append_step(bytes, step);
  if (bytes.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}
