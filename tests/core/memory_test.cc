#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "tests/core/support/session.h"

// What open spans cost, counted at the allocator.
namespace {

std::size_t g_live_bytes = 0;

// Each block stands behind its size.
constexpr std::size_t kHeader = 16;

}  // namespace

void* operator new(std::size_t size) {
  auto* block = static_cast<std::size_t*>(std::malloc(size + kHeader));
  if (!block) std::abort();
  *block = size;
  g_live_bytes += size;
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
