#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string_view>

#include "tests/core/support/session.h"

// What open spans cost, counted at the allocator.
namespace {

std::size_t g_live_bytes = 0;
std::size_t g_most_bytes = 0;

// Each block stands behind its size.
constexpr std::size_t kHeader = 16;

}  // namespace

void* operator new(std::size_t size) {
  auto* block = static_cast<std::size_t*>(std::malloc(size + kHeader));
  if (!block) std::abort();
  *block = size;
  g_live_bytes += size;
  if (g_live_bytes > g_most_bytes) g_most_bytes = g_live_bytes;
  return reinterpret_cast<char*>(block) + kHeader;
}

void operator delete(void* address) noexcept {
  if (!address) return;
  auto* block = reinterpret_cast<std::size_t*>(static_cast<char*>(address) - kHeader);
  g_live_bytes -= *block;
  std::free(block);
}

void operator delete(void* address, std::size_t) noexcept { operator delete(address); }

namespace headwater::testing {
namespace {

// Live bytes that the core keeps for what the commands tell it.
std::size_t bytes_for(Session& session, const CommandList& list, double now) {
  const std::size_t before = g_live_bytes;
  session.run(list, now);
  return g_live_bytes - before;
}

TEST(Memory, AThousandOpenSpansStayBelow100Kilobytes) {
  Session session;
  CommandList list = CommandList().manual(0, 1);
  for (int i = 0; i < 1000; ++i) list.span(i, 2 + i, 1, "render component ProductCard " + std::to_string(i));
  const std::size_t bytes = bytes_for(session, list, 1000);
  RecordProperty("bytes", static_cast<int>(bytes));
  EXPECT_GT(bytes, 48000u) << "the spans are not there";
  EXPECT_LE(bytes, 100000u);
}

TEST(Memory, WhatIsOverIsWrittenInParts) {
  Session session;
  CommandList list = CommandList().manual(0, 1);
  for (int i = 2; i < 1002; ++i) {
    list.span(i, i, 1, "step " + std::to_string(i)).tag(i, "a", "some value").tag(i, "b", "another");
  }
  for (int i = 2; i < 1002; ++i) list.finish(1002, i);
  session.run(list, 1002);
  const CommandList end = CommandList().finish(1003, 1);
  const std::size_t before = g_live_bytes;
  g_most_bytes = before;
  session.run(end, 1003);
  Parts parts;
  ASSERT_TRUE(session.tracer.take(parts));
  std::size_t bytes = 0;
  std::size_t largest = 0;
  for (std::string_view part; !(part = parts.next()).empty(); bytes += part.size()) {
    largest = std::max(largest, part.size());
  }
  EXPECT_GT(bytes, 200000u) << "the spans are not there";
  EXPECT_LT(largest, 10000u);
  EXPECT_LT(g_most_bytes - before, 50000u);
}

TEST(Memory, ValuesThatComeAndGoLeaveNothing) {
  Session session;
  CommandList list;
  for (int i = 0; i < 200; ++i) list.data(1, "a", "1").data(1, "a", "");
  session.run(CommandList().manual(0, 1), 0);
  bytes_for(session, list, 0);
  const std::size_t before = g_live_bytes;
  for (int round = 0; round < 100; ++round) session.run(list, 0);
  EXPECT_LT(g_live_bytes - before, 600000u);
}

// Half of what the module may grow to, since a block that grows is there twice for a moment.
TEST(Memory, APageThatRecordsWithoutEndIsBounded) {
  Session session;
  const std::size_t before = g_live_bytes;
  const std::string text(800, 'x');
  const std::string value = '"' + std::string(8000, 'x') + '"';
  double handle = 1;
  for (double root = 1; root <= 60; ++root) session.run(CommandList().manual(0, handle++, "flood"), 0);
  for (double root = 1; root <= 50; ++root) {
    CommandList list;
    const bool large = static_cast<int>(root) % 2 == 0;
    for (int key = 0; large && key < 12; ++key) list.data(root, "large" + std::to_string(key), value);
    for (int i = 0; i < 45; ++i) {
      list.span(1, handle, root, text + std::to_string(i));
      for (int key = 0; key < 60; ++key) list.data(handle, "key" + std::to_string(key), "1");
      ++handle;
    }
    session.run(list, 1);
  }
  const std::size_t kept = g_live_bytes - before;
  RecordProperty("bytes", static_cast<int>(kept));
  EXPECT_LT(kept, 16u << 20);
  EXPECT_GT(kept, 4u << 20);
  EXPECT_GT(session.dropped(Drop::kTooMuchText), 0u);
  EXPECT_GT(session.dropped(Drop::kTooManyValues), 0u);
  // One that is open alone has room again.
  session.run(CommandList().hide(2), 2);
  session.take();
  session.run(CommandList().manual(3, handle, "after").tag(handle, "a", "b").finish(4, handle), 4);
  EXPECT_EQ(session.take_one().event["tags"]["a"], "b");
}

// Long keys are kept once, and written with every value.
TEST(Memory, WritingAPayloadIsBounded) {
  Session session;
  std::string keys[60];
  for (int i = 0; i < 60; ++i) {
    keys[i] = std::to_string(100 + i);
    while (keys[i].size() < 780) keys[i] += "\xf0\x9f\x8c\x8a";
  }
  session.run(CommandList().manual(0, 1), 0);
  for (int span = 2; span < 500; ++span) {
    CommandList list;
    list.span(1, span, 1, "a");
    for (const std::string& key : keys) list.data(span, key, "1");
    session.run(list.finish(2, span), 2);
  }
  g_most_bytes = g_live_bytes;
  const std::size_t before = g_live_bytes;
  session.run(CommandList().finish(3, 1), 3);
  RecordProperty("bytes", static_cast<int>(g_most_bytes - before));
  EXPECT_LT(g_most_bytes - before, 8u << 20);
  const Envelope envelope = session.take_one();
  EXPECT_GT(envelope.text.size(), 700000u);
  EXPECT_LE(envelope.text.size(), limits::kPayload + limits::kEnvelopeHead);
}

// The module may grow to 32 MB.
TEST(Memory, AllLimitsTogetherFitIntoTheModule) {
  Session session;
  const std::size_t before = g_live_bytes;
  g_most_bytes = before;
  double handle = 1;
  String text;
  // Some under way, others waiting.
  for (int round = 0; round < 16; ++round) {
    CommandList list = CommandList().manual(round, handle);
    const double root = handle++;
    for (int i = 0; i < 1000; ++i, ++handle) {
      list.span(round, handle, root, std::string(450, 'x') + std::to_string(i)).finish(round, handle);
      list.data(handle, "a key that is written with every value", "\"and a value\"");
    }
    session.run(list.finish(round, root), round);
    take_joined(session.tracer, text);
    text = String();
  }
  const std::size_t sent = g_live_bytes - before;
  const double first = handle;
  for (int i = 0; i < 50; ++i) session.run(CommandList().manual(20, handle++, "flood"), 20);
  for (double root = first; root < first + 50; ++root) {
    CommandList list;
    for (int key = 0; key < 12; ++key) {
      list.data(root, "large" + std::to_string(key), '"' + std::string(8000, 'x') + '"');
    }
    for (int i = 0; i < 250; ++i, ++handle) {
      list.span(21, handle, root, "s");
      if (i < 45) {
        for (int key = 0; key < 60; ++key) list.data(handle, "key" + std::to_string(key), "1");
      }
    }
    session.run(list, 21);
  }
  session.run(CommandList().hide(22), 22);
  RecordProperty("sent", static_cast<int>(sent));
  RecordProperty("most", static_cast<int>(g_most_bytes - before));
  EXPECT_GT(sent, 7u << 20);  // nearly all that may wait and be under way
  EXPECT_LT(g_most_bytes - before, 22u << 20);
}

TEST(Memory, WhatWasTakenIsGivenBack) {
  Session session;
  const std::size_t before = g_live_bytes;
  for (int round = 0; round < 20; ++round) {
    CommandList list;
    for (int i = 1; i <= 100; ++i) list.manual(round, round * 100 + i).finish(round, round * 100 + i);
    session.run(list, round);
    session.take();
  }
  EXPECT_LT(g_live_bytes - before, 30000u);
}

}  // namespace
}  // namespace headwater::testing
