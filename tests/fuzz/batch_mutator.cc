// How libFuzzer changes an input of batch_fuzz: half of the time by its own means, otherwise as batches of
// commands, since random bytes hardly ever are one.

#include <cmath>
#include <random>
#include <utility>

#include "tests/fuzz/batch_input.h"
#include "tests/fuzz/command_table.h"
#include "tests/fuzz/plausible.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace headwater::fuzz {
namespace {

constexpr std::size_t kHeader = 3;

struct WholeCommand {
  const NamedCommand* shape;
  std::vector<double> numbers;
  std::vector<std::string> strings;
};

// Up to the first that is not whole.
std::vector<WholeCommand> commands_of(const Step& step) {
  std::vector<WholeCommand> commands;
  std::string_view text = step.text;
  for (std::size_t at = kHeader; at < step.numbers.size();) {
    WholeCommand one = {named_command(step.numbers[at++]), {}, {}};
    if (!one.shape || step.numbers.size() - at < one.shape->numbers.size()) break;
    for (std::size_t i = 0; i < one.shape->numbers.size(); ++i) one.numbers.push_back(step.numbers[at++]);
    for (std::size_t i = 0; i < one.shape->strings.size(); ++i) {
      const std::size_t end = std::min(text.find('\0'), text.size());
      one.strings.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    commands.push_back(std::move(one));
  }
  return commands;
}

void set_commands(Step& step, const std::vector<WholeCommand>& commands) {
  step.numbers.resize(kHeader);
  step.numbers[0] = NAN;
  step.text.clear();
  for (const WholeCommand& one : commands) {
    step.numbers.push_back(static_cast<double>(one.shape->shape.command));
    step.numbers.insert(step.numbers.end(), one.numbers.begin(), one.numbers.end());
    for (const std::string& string : one.strings) step.text.append(string).push_back('\0');
  }
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  void change(std::vector<Step>& steps) {
    if (steps.empty() || below(16) == 0) {
      const double now = steps.empty() || steps.back().numbers.size() < kHeader ? 0 : steps.back().numbers[1];
      steps.push_back({{NAN, now + static_cast<double>(below(20000)), kEpoch + now}, "", Fate::kAccepted});
    }
    Step& step = steps[below(steps.size())];
    step.numbers.resize(std::max(step.numbers.size(), kHeader));
    if (below(8) == 0) {
      step.fate = static_cast<Fate>(below(static_cast<std::size_t>(Fate::kCount_)));
    } else if (below(8) == 0) {
      step.numbers[1 + below(2)] = special_number(byte());
    } else if (below(16) == 0) {
      std::swap(step, steps[below(steps.size())]);
    } else {
      std::vector<WholeCommand> commands = commands_of(step);
      change(commands, step.numbers[1]);
      set_commands(step, commands);
    }
  }

 private:
  std::size_t below(std::size_t most) { return random_() % most; }
  std::uint8_t byte() { return static_cast<std::uint8_t>(below(256)); }

  double number(const std::string& name, double now) {
    return below(12) == 0 ? special_number(byte()) : plausible_number(name, byte(), now);
  }

  std::string string(const std::string& name) {
    if (below(8) != 0) return plausible_string(name, byte());
    std::vector<std::uint8_t> bytes(64);
    bytes.resize(LLVMFuzzerMutate(bytes.data(), 0, bytes.size()));
    return {bytes.begin(), bytes.end()};
  }

  WholeCommand any_command(double now) {
    const std::vector<NamedCommand>& all = named_commands();
    // The last is the trap.
    WholeCommand one = {&all[below(all.size() - 1)], {}, {}};
    for (const std::string& name : one.shape->numbers) {
      one.numbers.push_back(name == "t" ? now - static_cast<double>(byte()) : number(name, now));
    }
    for (const std::string& name : one.shape->strings) one.strings.push_back(string(name));
    return one;
  }

  void change(std::vector<WholeCommand>& commands, double now) {
    const auto place = commands.begin() + static_cast<std::ptrdiff_t>(below(commands.size() + 1));
    if (place == commands.end() || below(3) == 0) {
      commands.insert(place, any_command(now));
      return;
    }
    WholeCommand& one = *place;
    switch (below(6)) {
      case 0:
        commands.erase(place);
        break;
      case 1:
        commands.insert(place, WholeCommand(one));
        break;
      case 2:
        std::swap(one, commands[below(commands.size())]);
        break;
      case 3:
        if (!one.strings.empty()) {
          const std::size_t i = below(one.strings.size());
          one.strings[i] = string(one.shape->strings[i]);
        }
        break;
      default:
        if (!one.numbers.empty()) {
          const std::size_t i = below(one.numbers.size());
          one.numbers[i] = number(one.shape->numbers[i], now);
        }
    }
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
  Mutator mutator(seed);
  for (unsigned times = 1 + seed / 2 % 4; times > 0; --times) mutator.change(steps);
  std::string bytes;
  for (const Step& step : steps) append_step(bytes, step);
  if (bytes.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}
