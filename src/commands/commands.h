#pragma once

#include <cstdint>

// Written by `npm run commands` from wasm/commands.md, which says what each number and string means.
// clang-format off
namespace headwater {

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
  kService = 40,
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

// The one of code n is the one before n; only that of the trap, the last, has another code.
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
    {Command::kService, 0, 0, false},
    {Command::kTrap, 0, 0, false},
};

inline constexpr unsigned kMostStrings = 8;

// Where the numbers and strings of a command stand.
namespace row {

struct Configure {
  enum Number : std::uint8_t { kSeedHigh, kSeedLow, kRandomHigh, kRandomLow, kIdleTimeout, kFinalTimeout, kChildSpanTimeout, kMaxTransactionDuration };
  enum String : std::uint8_t { kVersion, kDsn, kPageOrigin, kUserAgent, kReferrer, kRelease, kEnvironment };
};
struct ScopeTag {
  enum Number : std::uint8_t { kT, kPresent };
  enum String : std::uint8_t { kKey, kValue };
};
struct ScopeValue {
  enum Number : std::uint8_t { kT, kSection, kPresent };
  enum String : std::uint8_t { kKey, kJson };
};
struct Transaction {
  enum Number : std::uint8_t { kT, kHandle, kKind, kStart, kEpoch };
  enum String : std::uint8_t { kTraceId, kParentSpanId, kName, kSource, kOp, kOrigin, kUrl, kDsc };
};
struct Span {
  enum Number : std::uint8_t { kT, kHandle, kRoot, kParent, kStart };
  enum String : std::uint8_t { kOp, kDescription, kOrigin };
};
struct Finish {
  enum Number : std::uint8_t { kT, kHandle, kEnd };
};
struct Tag {
  enum Number : std::uint8_t { kHandle };
  enum String : std::uint8_t { kKey, kValue };
};
struct Data {
  enum Number : std::uint8_t { kHandle };
  enum String : std::uint8_t { kKey, kJson };
};
struct Status {
  enum Number : std::uint8_t { kHandle };
  enum String : std::uint8_t { kStatus };
};
struct HttpStatus {
  enum Number : std::uint8_t { kHandle, kCode };
};
struct Name {
  enum Number : std::uint8_t { kHandle };
  enum String : std::uint8_t { kName, kSource };
};
struct Request {
  enum Number : std::uint8_t { kT, kHandle, kRoot, kParent, kType };
  enum String : std::uint8_t { kMethod, kUrl };
};
struct Response {
  enum Number : std::uint8_t { kT, kHandle, kCode, kOutcome };
};
struct Interactive {
  enum Number : std::uint8_t { kT };
};
struct Hide {
  enum Number : std::uint8_t { kT, kRoom };
};
struct Flush {
  enum Number : std::uint8_t { kT };
};
struct Entry {
  enum Number : std::uint8_t { kT, kKind, kStart, kDuration };
  enum String : std::uint8_t { kName };
};
struct Resource {
  enum Number : std::uint8_t { kT, kStart, kDuration, kRedirectStart, kRedirectEnd, kWorkerStart, kFetchStart, kDomainLookupStart, kDomainLookupEnd, kConnectStart, kSecureConnectionStart, kConnectEnd, kRequestStart, kResponseStart, kResponseEnd, kTransferSize, kEncodedBodySize, kDecodedBodySize, kResponseStatus };
  enum String : std::uint8_t { kUrl, kInitiatorType, kProtocol, kRenderBlocking, kDeliveryType, kServerTiming };
};
struct NavigationTiming {
  enum Number : std::uint8_t { kT, kStart, kUnloadEventStart, kUnloadEventEnd, kRedirectStart, kRedirectEnd, kFetchStart, kDomainLookupStart, kDomainLookupEnd, kConnectStart, kSecureConnectionStart, kConnectEnd, kRequestStart, kResponseStart, kResponseEnd, kDomContentLoadedEventStart, kDomContentLoadedEventEnd, kTransferSize, kEncodedBodySize, kDecodedBodySize, kResponseStatus, kRedirectCount, kActivationStart };
  enum String : std::uint8_t { kUrl, kProtocol, kDeliveryType, kType, kServerTiming };
};
struct Measurement {
  enum Number : std::uint8_t { kHandle, kValue };
  enum String : std::uint8_t { kName, kUnit };
};
struct Refused {
  enum Number : std::uint8_t { kCount };
};
struct Rules {
  enum Number : std::uint8_t { kMinSpanDuration, kLateVitals, kMaxSpans };
  enum String : std::uint8_t { kNameRules, kQueryKeys, kServerTimingDescriptions };
};
struct Link {
  enum Number : std::uint8_t { kHandle };
  enum String : std::uint8_t { kTrace, kType };
};
struct Hold {
  enum Number : std::uint8_t { kT, kHandle, kChange };
};
struct Error {
  enum Number : std::uint8_t { kT };
};
struct Redirect {
  enum Number : std::uint8_t { kT, kHandle, kRoot };
  enum String : std::uint8_t { kUrl };
};
struct LongAnimationFrame {
  enum Number : std::uint8_t { kT, kStart, kDuration, kBlockingDuration, kRenderStart, kStyleAndLayoutStart, kFirstUiEventTimestamp, kScriptStart, kScriptDuration, kScriptForcedStyleAndLayoutDuration, kScriptCharPosition };
  enum String : std::uint8_t { kInvoker, kInvokerType, kSourceUrl, kSourceFunctionName };
};
struct LargestContentfulPaint {
  enum Number : std::uint8_t { kT, kStart, kRenderTime, kLoadTime, kSize, kInteraction };
  enum String : std::uint8_t { kElement, kId, kUrl };
};
struct LayoutShift {
  enum Number : std::uint8_t { kT, kValue, kHadRecentInput };
  enum String : std::uint8_t { kSources };
};
struct EventTiming {
  enum Number : std::uint8_t { kT, kStart, kDuration, kProcessingStart, kProcessingEnd, kInteractionId, kInteractionCount, kFirstInput };
  enum String : std::uint8_t { kType, kTarget };
};
struct Interactions {
  enum Number : std::uint8_t { kT, kCount };
};
struct RootSent {
  enum Number : std::uint8_t { kT, kHandle };
};
struct Answer {
  enum Number : std::uint8_t { kT, kNumber, kOutcome, kStatus, kRetryAfter };
  enum String : std::uint8_t { kRateLimits };
};
struct Online {
  enum Number : std::uint8_t { kT, kOnline };
};
struct HoldBack {
  enum Number : std::uint8_t { kT, kUntil };
};
struct Stay {
  enum Number : std::uint8_t { kT };
};
struct Address {
  enum Number : std::uint8_t { kT, kHandle, kChanged };
  enum String : std::uint8_t { kUrl, kName, kSource };
};
struct Named {
  enum Number : std::uint8_t { kHandle };
};
struct SpansRefused {
  enum Number : std::uint8_t { kT, kRoot, kCount };
};

}  // namespace row

// Numbers that stand for something.
namespace code {

// Kind of a `transaction`.
inline constexpr int kManual = 0;
inline constexpr int kPageload = 1;
inline constexpr int kNavigation = 2;
inline constexpr int kOwner = 3;
inline constexpr int kInteraction = 5;
inline constexpr int kUnrecorded = 6;
inline constexpr int kBegun = 7;

// Kind of an `entry`.
inline constexpr int kMark = 0;
inline constexpr int kMeasure = 1;
inline constexpr int kPaint = 2;
inline constexpr int kLoadEvent = 3;
inline constexpr int kLongTask = 4;
inline constexpr int kHidden = 5;
inline constexpr int kVisible = 6;
inline constexpr int kRestoredPaint = 7;

// Type of a `request`.
inline constexpr int kFetch = 0;
inline constexpr int kXhr = 1;
inline constexpr int kIgnored = 2;

// Outcome of a `response`.
inline constexpr int kAnswered = 0;
inline constexpr int kFailed = 1;
inline constexpr int kAborted = 2;
inline constexpr int kStream = 3;
inline constexpr int kTimedOut = 4;

// Outcome of an `answer`.
inline constexpr int kResponded = 0;
inline constexpr int kAccepted = 1;
inline constexpr int kUnreached = 2;
inline constexpr int kLeftOut = 3;
inline constexpr int kKept = 4;
inline constexpr int kNoRoom = 5;

}  // namespace code
}  // namespace headwater
