#pragma once

#include <cstddef>
#include <cstdint>

// What one page may make the core keep. Whatever is beyond is dropped or cut, and counted by its reason
// (drops.h).
namespace headwater::limits {

inline constexpr std::size_t kOpenTransactions =
    50;  // beyond it no manual one starts; the page's own always does
// Spans of a transaction, its root not counted (the SDKs' usual cap), and what a page may choose instead. Its
// resources, text, values and payload may then be more in proportion.
inline constexpr std::size_t kSpans = 1000;
inline constexpr std::size_t kMostSpans = 10'000;
inline constexpr std::size_t kWorkingSpans = 1250;  // before the least important of kSpans are taken out
inline constexpr std::size_t kResources = 400;      // a transaction; of more most are folded (folding.h)
inline constexpr std::size_t kSlowResources = 50;   // that are kept whole then
inline constexpr std::size_t kTags = 50;            // a span, a transaction, the scope
inline constexpr std::size_t kData = 64;            // values a span, and links
inline constexpr std::size_t kScopeValues = 50;     // extras and contexts of the scope together
inline constexpr std::size_t kMeasurements = 32;    // a transaction
inline constexpr std::size_t kTransactionText = 1 << 19;    // bytes of text one transaction may hold
inline constexpr std::size_t kTransactionValues = 1 << 15;  // tags, data and links of all its spans together
// The same of all that are open, who share it equally: so the memory of a page is bounded, whatever it does.
inline constexpr std::size_t kOpenText = 1 << 22;
inline constexpr std::size_t kOpenValues = 1 << 17;

// Lengths in Unicode code points; the longer text is cut.
inline constexpr std::size_t kName = 200;          // Relay trims transaction names there
inline constexpr std::size_t kDescription = 1024;  // of a span
inline constexpr std::size_t kUrl = 2048;
inline constexpr std::size_t kOperation = 128;
inline constexpr std::size_t kKey = 200;  // of a tag, data value, measurement, extra or context
inline constexpr std::size_t kTagValue = 200;

// Bytes of JSON text. Longer values are dropped whole: cut JSON is no JSON.
inline constexpr std::size_t kDataJson = 8192;

// A transaction's payload: receivers trim span lists above 819,200 bytes and refuse items above 1 MiB.
inline constexpr std::size_t kPayload = 800 * 1024;

// Around a payload at most, apart from its trace header: the other header members, and a client report.
inline constexpr std::size_t kEnvelopeHead = 2048;
// A payload is not cut to less than this when a page is left: what is left of it would say little. It is cut
// to the second then, for the next page to send: the tab's storage holds two such, or one that is larger.
inline constexpr std::size_t kLeastPayload = 4096;
inline constexpr std::size_t kKeptPayload = 60 * 1024;

// Finished envelopes that wait to be sent. Beyond either, the least important and oldest goes. And those that
// are under way: each may hold one of the six connections that browsers open to an HTTP/1.1 host, which may
// be the page's own. A page that is left needs none any more, but of a burst browsers lose the most (Chromium
// sends 73 of 200 beacons).
inline constexpr std::size_t kWaitingEnvelopes = 100;
inline constexpr std::size_t kWaitingBytes = 4 << 20;
inline constexpr std::size_t kInFlight = 2;
inline constexpr std::size_t kLastInFlight = 30;

// Two clocks that moved apart by more than this many ms inside a transaction: the machine slept, or was set.
inline constexpr double kClockDrift = 1000;

// A time that the page gave may lie so many ms before the page, after now or before the start of what it
// ends: it was read from another clock than ours (`performance.timing` and `Date.now()` have whole ms, and
// the clocks drift apart a little).
inline constexpr double kClockTolerance = 10;

// The latest requests whose timing entries are looked for, so many more while they are under way, entries of
// the same address that wait until it is clear whose they are, and metrics of a server that one entry may
// have.
inline constexpr std::size_t kTrackedRequests = 128;
inline constexpr std::size_t kMostTrackedRequests = 2048;
inline constexpr std::size_t kHeldEntries = 16;
inline constexpr std::size_t kServerTimings = 20;

// A request keeps a transaction open at most so many ms without an answer, and so many ms more until its
// body is there. A resource that took longer was a stream.
inline constexpr double kPatience = 5000;

// Of an address that changed so many ms after the input, without anything else, nobody has noticed that it
// took time: browsers report tasks from there on.
inline constexpr double kUnnoticed = 50;

// Sleeps of the machine that are remembered.
inline constexpr std::size_t kSuspends = 8;

// A follow-up in which nothing is open is sent before a request is added to so many: more would not fit into
// what a page that is left can send, and headers name them.
inline constexpr std::size_t kFollowUpRequests = 100;

// Transactions that ended while requests of theirs were open, which are gathered until they are over. Beyond
// it those of the oldest end cancelled.
inline constexpr std::size_t kCarried = 20;

// A follow-up is sent at the latest so many ms after its first record: the second while the page is hidden,
// which may be discarded without a word.
inline constexpr double kFollowUpAge = 5 * 60 * 1000;
inline constexpr double kHiddenFollowUpAge = 5000;

// What does not fit into what a hidden page may send at once goes so many ms later, each such transaction a
// little after the one before: the page may be there again, and needs the thread.
inline constexpr double kRestDelay = 1000;
inline constexpr double kRestInterval = 50;

}  // namespace headwater::limits
