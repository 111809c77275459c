#include "src/commands/batch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "tests/core/support/command_list.h"

namespace headwater::testing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A batch together with what it refers to, and all its commands.
struct Decoded {
  explicit Decoded(Packed from) : packed(std::move(from)) {
    Batch batch(packed.numbers.data(), packed.numbers.size(), packed.text, drops);
    if (batch.has_clocks()) clocks = batch.clocks();
    for (DecodedCommand command; batch.next(command);) commands.push_back(command);
  }
  explicit Decoded(const CommandList& list, double now = 1e6)
      : Decoded(pack(list.commands, now, kEpoch + now)) {}

  // The commands' codes and times, for example "16@5 4@7 ".
  std::string order() const {
    std::ostringstream text;
    for (const DecodedCommand& one : commands)
      text << static_cast<int>(one.command) << '@' << one.time << ' ';
    return text.str();
  }

  Packed packed;
  Drops drops;
  Clocks clocks;
  std::vector<DecodedCommand> commands;
};

TEST(Batch, GivesEachCommandItsNumbersAndStrings) {
  const Decoded decoded(CommandList().tag(5, "key", "value").flush(7).mark(9, "label"), 100);
  ASSERT_EQ(decoded.commands.size(), 3u);
  EXPECT_EQ(decoded.clocks.now, 100);
  EXPECT_EQ(decoded.clocks.epoch, kEpoch + 100);
  EXPECT_EQ(decoded.commands[0].numbers[0], 5);
  EXPECT_EQ(decoded.commands[0].strings[0], "key");
  EXPECT_EQ(decoded.commands[0].strings[1], "value");
  EXPECT_EQ(decoded.commands[2].strings[0], "label");
  EXPECT_TRUE(decoded.drops.empty());
}

// The example of the document.
TEST(Batch, CommandsAreInTheOrderOfTheirTime) {
  const Decoded decoded(
      CommandList().span(100, 2, 1, "").resource({.start = 80, .end = 90}).tag(2, "a", "b"));
  EXPECT_EQ(decoded.order(), "18@90 7@90 5@100 ");
}

TEST(Batch, SortedCommandsKeepTheirNumbersAndStrings) {
  const Decoded decoded(CommandList().mark(9, "late").tag(3, "key", "value").mark(8, "early"));
  ASSERT_EQ(decoded.order(), "17@8 17@9 7@9 ");
  EXPECT_EQ(decoded.commands[0].strings[0], "early");
  EXPECT_EQ(decoded.commands[1].strings[0], "late");
  EXPECT_EQ(decoded.commands[2].numbers[0], 3);
  EXPECT_EQ(decoded.commands[2].strings[1], "value");
}

TEST(Batch, CommandsOfEqualTimeStayInTheOrderOfTheBatch) {
  const Decoded decoded(CommandList().flush(5).hide(5).interactive(5).flush(4));
  EXPECT_EQ(decoded.order(), "16@4 16@5 15@5 14@5 ");
}

TEST(Batch, WhatHasNoTimeAtTheStartIsAtOnce) {
  EXPECT_EQ(Decoded(CommandList().flush(0).tag(1, "a", "b")).order(), "16@0 7@0 ");
  EXPECT_EQ(Decoded(CommandList().tag(1, "a", "b").flush(0)).order(), "7@-inf 16@0 ");
}

TEST(Batch, ATransactionHappenedAtItsStart) {
  EXPECT_EQ(Decoded(CommandList().pageload(500, 1, 0).flush(100)).order(), "4@0 16@100 ");
  EXPECT_EQ(Decoded(CommandList().pageload(500, 1, 600)).order(), "4@500 ");
  EXPECT_EQ(Decoded(CommandList().pageload(500, 1, kAbsent)).order(), "4@500 ");
  EXPECT_EQ(Decoded(CommandList().pageload(500, 1, -3)).order(), "4@0 ");
  EXPECT_EQ(Decoded(CommandList().pageload(500, 1, -11)).order(), "4@500 ");
}

TEST(Batch, WhatFollowsATransactionWasWrittenWhenItWas) {
  EXPECT_EQ(
      Decoded(CommandList().navigation(900, 1).transaction(1000, 2, 0, "job", 200).tag(1, "a", "b")).order(),
      "4@200 4@900 7@1000 ");
}

TEST(Batch, ATimeThatIsNoneIsAbsent) {
  const Decoded decoded(CommandList().flush(8).hide(kAbsent).hide(-1).hide(kInfinity).hide(-kInfinity));
  EXPECT_EQ(decoded.order(), "16@8 15@8 15@8 15@8 15@8 ");
  EXPECT_EQ(decoded.drops[Drop::kInvalidTime], 4u);
}

TEST(Batch, NoCommandIsAheadOfTheClock) {
  const Decoded decoded(CommandList().flush(101).flush(100), 100);
  EXPECT_EQ(decoded.order(), "16@100 16@100 ");
  EXPECT_EQ(decoded.drops[Drop::kInvalidTime], 1u);
}

TEST(Batch, IsAppliedUpToAnUnknownCode) {
  for (double code : {0.0, 99.0, 16.5, -1.0, 1e300, kAbsent}) {
    Packed packed = pack(CommandList().flush(1).flush(2).commands, 10, 10);
    packed.numbers[5] = code;
    const Decoded decoded(packed);
    EXPECT_EQ(decoded.order(), "16@1 ") << code;
    EXPECT_EQ(decoded.drops[Drop::kMalformedBatch], 1u) << code;
  }
}

TEST(Batch, IsAppliedUpToACommandThatIsCutOff) {
  const Packed whole = pack(CommandList().flush(1).mark(2, "label").commands, 10, 10);
  for (std::size_t missing = 1; missing < 5; ++missing) {
    Packed packed = whole;
    packed.numbers.resize(whole.numbers.size() - missing);
    EXPECT_EQ(Decoded(packed).order(), "16@1 ") << missing;
  }
  Packed packed = whole;
  packed.text.pop_back();  // the NUL
  EXPECT_EQ(Decoded(packed).order(), "16@1 ");
  EXPECT_EQ(Decoded(packed).drops[Drop::kMalformedBatch], 1u);
}

TEST(Batch, IsReadUpToWhereItsTextEndsInWhateverOrder) {
  Packed packed = pack(CommandList().mark(5, "a").mark(4, "b").mark(3, "c").commands, 10, 10);
  packed.text.pop_back();
  const Decoded decoded(packed);
  EXPECT_EQ(decoded.order(), "17@4 17@5 ");
  EXPECT_EQ(decoded.drops[Drop::kMalformedBatch], 1u);
}

TEST(Batch, IsCountedOnceWhateverIsWrong) {
  Packed packed = pack(CommandList().mark(4, "a").mark(5, "b").flush(6).commands, 10, 10);
  packed.numbers.push_back(99);
  packed.text.pop_back();
  const Decoded decoded(packed);
  EXPECT_EQ(decoded.order(), "17@4 ");
  EXPECT_EQ(decoded.drops[Drop::kMalformedBatch], 1u);
}

TEST(Batch, WithoutItsHeaderIsNone) {
  for (std::size_t count = 0; count < 3; ++count) {
    const Decoded decoded(Packed{std::vector<double>(count, 0), ""});
    EXPECT_TRUE(decoded.commands.empty());
    EXPECT_EQ(decoded.drops[Drop::kMalformedBatch], 1u);
  }
}

}  // namespace
}  // namespace headwater::testing
