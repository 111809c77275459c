#pragma once

#include <cstdint>

namespace headwater {

// The commands of wasm/commands.md, which says what each number and string means. A test holds the two lists
// together.
enum class Command : std::uint8_t {
  kConfigure = 1,
  kScopeTag = 2,
  kScopeValue = 3,
  kTransaction = 4,
  kSpan = 5,
  kFinish = 6,
  kTag = 7,
  kData = 8,
  kStatus = 9,
  kHttpStatus = 10,
  kName = 11,
  kRequest = 12,
  kResponse = 13,
  kInteractive = 14,
  kHide = 15,
  kFlush = 16,
  kEntry = 17,
  kResource = 18,
  kNavigationTiming = 19,
  kMeasurement = 20,
  kRefused = 21,
  kRules = 22,
  kLink = 23,
  kHold = 24,
  kError = 25,
  kRedirect = 26,
  kLongAnimationFrame = 27,
  kLargestContentfulPaint = 28,
  kLayoutShift = 29,
  kEventTiming = 30,
  kInteractions = 31,
  kRootSent = 32,
  kAnswer = 33,
  kOnline = 34,
  kHoldBack = 35,
  kStay = 36,
  kAddress = 37,
  kNamed = 38,
  kSpansRefused = 39,
  kTrap = 255,
};

// What a command consists of: how many numbers and strings follow its code, and whether the first number is
// the time at which it happened.
struct CommandShape {
  Command command;
  std::uint8_t numbers;
  std::uint8_t strings;
  bool timed;
};

inline constexpr CommandShape kCommandShapes[] = {
    {Command::kConfigure, 8, 7, false},
    {Command::kScopeTag, 2, 2, true},
    {Command::kScopeValue, 3, 2, true},
    {Command::kTransaction, 5, 8, true},
    {Command::kSpan, 5, 3, true},
    {Command::kFinish, 3, 0, true},
    {Command::kTag, 1, 2, false},
    {Command::kData, 1, 2, false},
    {Command::kStatus, 1, 1, false},
    {Command::kHttpStatus, 2, 0, false},
    {Command::kName, 1, 2, false},
    {Command::kRequest, 5, 2, true},
    {Command::kResponse, 4, 0, true},
    {Command::kInteractive, 1, 0, true},
    {Command::kHide, 2, 0, true},
    {Command::kFlush, 1, 0, true},
    {Command::kEntry, 4, 1, true},
    {Command::kResource, 19, 6, true},
    {Command::kNavigationTiming, 23, 5, true},
    {Command::kMeasurement, 2, 2, false},
    {Command::kRefused, 1, 0, false},
    {Command::kRules, 3, 3, false},
    {Command::kLink, 1, 2, false},
    {Command::kHold, 3, 0, true},
    {Command::kError, 1, 0, true},
    {Command::kRedirect, 3, 1, true},
    {Command::kLongAnimationFrame, 11, 4, true},
    {Command::kLargestContentfulPaint, 6, 3, true},
    {Command::kLayoutShift, 3, 1, true},
    {Command::kEventTiming, 8, 2, true},
    {Command::kInteractions, 2, 0, true},
    {Command::kRootSent, 2, 0, true},
    {Command::kAnswer, 5, 1, true},
    {Command::kOnline, 2, 0, true},
    {Command::kHoldBack, 2, 0, true},
    {Command::kStay, 1, 0, true},
    {Command::kAddress, 3, 3, true},
    {Command::kNamed, 1, 0, false},
    {Command::kSpansRefused, 3, 0, true},
    {Command::kTrap, 0, 0, false},
};

}  // namespace headwater
