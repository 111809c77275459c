// The goldens through the core as it is compiled natively. HEADWATER_GOLDEN_FOLDER is where the build says.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "golden_file.h"
#include "src/commands/runner.h"
#include "tests/core/support/joined.h"

namespace headwater::golden {
namespace {

const std::vector<Golden>& goldens() {
  static std::vector<std::string> errors;
  static const std::vector<Golden> all = read_goldens(HEADWATER_GOLDEN_FOLDER, errors);
  for (const std::string& error : errors) ADD_FAILURE() << error;
  return all;
}

// What the calls of wasm/bindings.cc do.
void apply(Tracer& tracer, const Step& step, std::vector<std::string>& envelopes) {
  if (step.has_batch) {
    std::vector<double> numbers = {static_cast<double>(step.text.size()), step.clocks.now, step.clocks.epoch};
    numbers.insert(numbers.end(), step.numbers.begin(), step.numbers.end());
    std::string text = step.text;
    run_batch(tracer, numbers.data(), numbers.size(), text);
  }
  tracer.set_clocks(step.clocks);
  if (tracer.configured()) tracer.advance(step.clocks.now);
  for (String envelope; take_joined(tracer, envelope);) envelopes.emplace_back(envelope);
}

std::vector<std::string> replay(const std::vector<Step>& steps) {
  Tracer tracer;
  std::vector<std::string> envelopes;
  for (const Step& step : steps) apply(tracer, step, envelopes);
  return envelopes;
}

std::string joined(const std::vector<std::string>& envelopes) {
  std::string all;
  for (const std::string& one : envelopes) all += one;
  return all;
}

// An expected file taken apart: each envelope is a header and items of two lines, since no payload has a line
// break.
std::vector<std::string> split(std::string_view bytes) {
  std::vector<std::string> envelopes;
  std::size_t at = 0;
  const auto take_line = [&] { at = std::min(bytes.find('\n', at), bytes.size() - 1) + 1; };
  while (at < bytes.size()) {
    const std::size_t start = at;
    take_line();
    do {
      take_line();
      take_line();
    } while (bytes.substr(at).starts_with("{\"type\":"));
    envelopes.emplace_back(bytes.substr(start, at - start));
  }
  return envelopes;
}

// What is the same whenever the core was there: the envelopes by themselves, without when they were sent.
std::vector<std::string> apart_from_sending(std::vector<std::string> envelopes) {
  for (std::string& one : envelopes) {
    const std::size_t at = one.find("\"sent_at\":\"");
    if (at != std::string::npos) one.erase(at, one.find('"', at + 11) + 1 - at);
  }
  std::sort(envelopes.begin(), envelopes.end());
  return envelopes;
}

// Where two texts part, with what stands around.
std::string first_difference(std::string_view expected, std::string_view actual) {
  const auto parted = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  const std::size_t at = static_cast<std::size_t>(parted.first - expected.begin());
  const auto line = 1 + std::count(expected.begin(), parted.first, '\n');
  const std::size_t from = at < 60 ? 0 : at - 60;
  return "line " + std::to_string(line) + ", byte " + std::to_string(at) + "\n  expected ..." +
         std::string(expected.substr(from, 140)) + "...\n  actual   ..." +
         std::string(actual.substr(from, 140)) + "...";
}

class GoldenTest : public testing::TestWithParam<Golden> {};

TEST_P(GoldenTest, GivesTheExpectedEnvelopes) {
  const Golden& golden = GetParam();
  ASSERT_FALSE(golden.expected.empty());
  const std::vector<std::string> actual = replay(golden.steps);
  if (golden.same_as.empty()) {
    const std::string bytes = joined(actual);
    EXPECT_TRUE(bytes == golden.expected) << first_difference(golden.expected, bytes);
  } else {
    const std::string one = joined(apart_from_sending(split(golden.expected)));
    const std::string other = joined(apart_from_sending(actual));
    EXPECT_TRUE(one == other) << first_difference(one, other);
  }
}

// The same commands in one batch, handed over when all is past.
TEST_P(GoldenTest, GivesTheSameWhenTheCoreComesLast) {
  const Golden& golden = GetParam();
  if (golden.arrival_matters) GTEST_SKIP();
  Step all;
  all.has_batch = true;
  for (const Step& step : golden.steps) {
    all.numbers.insert(all.numbers.end(), step.numbers.begin(), step.numbers.end());
    all.text += step.text;
    all.clocks = step.clocks;
  }
  const std::string one = joined(apart_from_sending(split(golden.expected)));
  const std::string other = joined(apart_from_sending(replay({all})));
  EXPECT_TRUE(one == other) << first_difference(one, other);
}

std::string name_of(const testing::TestParamInfo<Golden>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenTest, testing::ValuesIn(goldens()), name_of);

TEST(Goldens, AreAllReadable) { EXPECT_FALSE(goldens().empty()); }

}  // namespace
}  // namespace headwater::golden
