#pragma once

#include <cstddef>
#include <cstdint>

// What one page may make the core keep. Whatever is beyond is dropped or cut, and counted by its reason
// (drops.h).
namespace headwater::limits {

inline constexpr std::size_t kOpenTransactions = 50;  // beyond it only a page's root starts
// How many spans a transaction has, its root not counted: kSpans is the default (the SDKs' usual cap),
// kMostSpans the most that a page may choose. If it chooses more than kSpans, the limits of resources, text,
// values and payload grow in proportion.
inline constexpr std::size_t kSpans = 1000;
inline constexpr std::size_t kMostSpans = 10'000;
inline constexpr std::size_t kWorkingSpans = 1250;  // before the least important of kSpans are taken out
inline constexpr std::size_t kResources = 400;      // per transaction; of more, most are folded (folding.h)
inline constexpr std::size_t kSlowResources = 50;   // the slowest, which are not folded then
inline constexpr std::size_t kTags = 50;            // per span, per transaction, and of the scope
inline constexpr std::size_t kData = 64;            // per span, and as many links
inline constexpr std::size_t kScopeValues = 50;     // extras and contexts of the scope together
inline constexpr std::size_t kMeasurements = 32;    // per transaction
inline constexpr std::size_t kTransactionText = 1 << 19;    // bytes of text one transaction may hold
inline constexpr std::size_t kTransactionValues = 1 << 15;  // tags, data and links of all its spans together
// The same for all open transactions together, which share it equally: so the memory of a page is bounded,
// whatever it does.
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

// The most bytes that an envelope has around its payload, apart from the trace header: the other members of
// its header, and a client report.
inline constexpr std::size_t kEnvelopeHead = 2048;
// When a page is left, a payload is not cut to less than kLeastPayload, which would say too little. A payload
// that is kept for the tab's next page is cut to kKeptPayload: the tab's storage takes two of these, or one
// that is larger.
inline constexpr std::size_t kLeastPayload = 4096;
inline constexpr std::size_t kKeptPayload = 60 * 1024;

// Finished envelopes: beyond kWaitingEnvelopes or kWaitingBytes, the oldest of the least important is given
// up. At most kInFlight are under way, because each may hold one of the six connections that browsers open to
// an HTTP/1.1 host, which may be the page's own. A page that is left needs no connection any more, so
// kLastInFlight may be; not more, because of a burst browsers lose the most (Chromium sends 73 of 200
// beacons).
inline constexpr std::size_t kWaitingEnvelopes = 100;
inline constexpr std::size_t kWaitingBytes = 4 << 20;
inline constexpr std::size_t kInFlight = 2;
inline constexpr std::size_t kLastInFlight = 30;

// If the two clocks move apart by more ms than this within a transaction, the machine slept, or a clock was
// set.
inline constexpr double kClockDrift = 1000;

// A time that the page gave may lie so many ms before the page, after the present, or before the start of the
// span that it ends: it was read from another clock than ours (`performance.timing` and `Date.now()` have
// whole ms, and clocks drift apart a little).
inline constexpr double kClockTolerance = 10;

// kTrackedRequests: how many of the latest requests are remembered for their timing entries;
// kMostTrackedRequests while they are under way. kHeldEntries: how many entries wait until it is sure whose
// they are. kServerTimings: how many metrics of `Server-Timing` are read of an entry.
inline constexpr std::size_t kTrackedRequests = 128;
inline constexpr std::size_t kMostTrackedRequests = 2048;
inline constexpr std::size_t kHeldEntries = 16;
inline constexpr std::size_t kServerTimings = 20;

// A request without an answer holds its transaction open for at most so many ms, and one whose body is not
// there yet for as many more. A resource that took longer was a stream.
inline constexpr double kPatience = 5000;

// A navigation in which nothing happened but that the address changed, fewer ms than this after the input, is
// not sent: nobody notices so short a time. Browsers report tasks from the same length on.
inline constexpr double kUnnoticed = 50;

// Sleeps of the machine that are remembered.
inline constexpr std::size_t kSuspends = 8;

// A follow-up with so many requests, in which nothing is open, is sent before another one is added: a page
// that is left could not send more, and headers have named all of them.
inline constexpr std::size_t kFollowUpRequests = 100;

// How many follow-ups with requests that outlived their transaction are gathered. Beyond it the oldest is
// sent, and what is open in it ends as cancelled.
inline constexpr std::size_t kCarried = 20;

// A follow-up is sent at the latest so many ms after it was begun; a page's, if the page is hidden then,
// after kHiddenFollowUpAge: such a page may be discarded without another event.
inline constexpr double kFollowUpAge = 5 * 60 * 1000;
inline constexpr double kHiddenFollowUpAge = 5000;

// What a hidden page has no room to send at once is sent kRestDelay ms later; each further transaction
// kRestInterval after the one before, because the page may be shown again by then, and needs the thread.
inline constexpr double kRestDelay = 1000;
inline constexpr double kRestInterval = 50;

}  // namespace headwater::limits
