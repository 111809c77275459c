#include "wasm/heap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "src/text/random.h"

namespace headwater {
namespace {

constexpr std::size_t kHeader = 2 * sizeof(void*);

class HeapTest : public ::testing::Test {
 protected:
  // A piece of the memory, in headers.
  void add(std::size_t from, std::size_t count) { heap.add(memory + from * kHeader, count * kHeader); }

  alignas(kHeader) unsigned char memory[1000 * kHeader];
  Heap heap;
};

TEST_F(HeapTest, HasNothingAtFirst) { EXPECT_EQ(heap.allocate(1), nullptr); }

TEST_F(HeapTest, GivesAllButAHeader) {
  add(0, 10);
  EXPECT_EQ(heap.allocate(9 * kHeader + 1), nullptr);
  EXPECT_EQ(heap.allocate(9 * kHeader), memory + kHeader);
  EXPECT_EQ(heap.allocate(1), nullptr);
}

TEST_F(HeapTest, KnowsWhatIsFree) {
  EXPECT_EQ(heap.free_bytes(), 0u);
  add(0, 10);
  add(20, 5);
  EXPECT_EQ(heap.free_bytes(), 15 * kHeader);
  void* const data = heap.allocate(3 * kHeader);
  EXPECT_EQ(heap.free_bytes(), 11 * kHeader);
  heap.release(data);
  EXPECT_EQ(heap.free_bytes(), 15 * kHeader);
}

TEST_F(HeapTest, NothingIsStillSomewhere) {
  add(0, 10);
  void* const first = heap.allocate(0);
  ASSERT_NE(first, nullptr);
  EXPECT_NE(heap.allocate(0), first);
}

TEST_F(HeapTest, JoinsWhatIsReleasedWithBothNeighbours) {
  add(0, 12);
  void* blocks[3];
  for (void*& block : blocks) block = heap.allocate(3 * kHeader);
  heap.release(blocks[0]);
  heap.release(blocks[2]);
  EXPECT_EQ(heap.allocate(4 * kHeader), nullptr);
  heap.release(blocks[1]);
  EXPECT_EQ(heap.allocate(11 * kHeader), blocks[0]);
}

TEST_F(HeapTest, JoinsMemoryThatIsAddedBehind) {
  add(0, 10);
  ASSERT_NE(heap.allocate(3 * kHeader), nullptr);
  add(10, 10);
  EXPECT_EQ(heap.allocate(15 * kHeader), memory + 5 * kHeader);
}

TEST_F(HeapTest, MemoryThatLiesApartStaysApart) {
  add(0, 10);
  add(11, 10);
  EXPECT_EQ(heap.allocate(10 * kHeader), nullptr);
  EXPECT_NE(heap.allocate(9 * kHeader), nullptr);
  EXPECT_NE(heap.allocate(9 * kHeader), nullptr);
}

TEST_F(HeapTest, BlocksNeverOverlapAndAllComesBack) {
  struct Given {
    unsigned char* data;
    std::size_t bytes;
    unsigned char mark;
  };
  add(0, 1000);
  Random random(3);
  std::vector<Given> given;
  for (unsigned step = 0; step < 20000; ++step) {
    const std::size_t bytes = random.next() % 700;
    if (given.size() < 40 && random.next() % 3 != 0) {
      const auto data = static_cast<unsigned char*>(heap.allocate(bytes));
      if (!data) continue;
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(data) % kHeader, 0u);
      std::memset(data, static_cast<unsigned char>(step), bytes);
      given.push_back({data, bytes, static_cast<unsigned char>(step)});
    } else if (!given.empty()) {
      const auto one = given.begin() + static_cast<std::ptrdiff_t>(random.next() % given.size());
      ASSERT_EQ(std::count(one->data, one->data + one->bytes, one->mark),
                static_cast<std::ptrdiff_t>(one->bytes));
      heap.release(one->data);
      given.erase(one);
    }
  }
  for (const Given& one : given) heap.release(one.data);
  EXPECT_EQ(heap.allocate(999 * kHeader), memory + kHeader);
}

}  // namespace
}  // namespace headwater
