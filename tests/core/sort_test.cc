#include "src/text/sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace headwater {
namespace {

struct Item {
  std::uint32_t key;
  std::uint32_t place;
};

// Sorts by key and answers how often two were compared.
std::size_t comparisons(std::vector<std::uint32_t> keys) {
  Vector<Item> items;
  for (std::uint32_t key : keys) items.push_back({key, static_cast<std::uint32_t>(items.size())});
  std::size_t count = 0;
  sort(items, [&](const Item& one, const Item& other) {
    ++count;
    return one.key < other.key;
  });
  EXPECT_TRUE(std::is_sorted(items.begin(), items.end(), [](const Item& one, const Item& other) {
    return one.key != other.key ? one.key < other.key : one.place < other.place;
  })) << keys.size();
  return count;
}

std::vector<std::uint32_t> keys(std::uint32_t count, std::uint32_t (*key)(std::uint32_t index)) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t index = 0; index < count; ++index) all.push_back(key(index));
  return all;
}

TEST(Sort, AnyNumberInAnyOrder) {
  for (std::uint32_t count = 0; count < 70; ++count) {
    comparisons(keys(count, [](std::uint32_t index) { return index; }));
    comparisons(keys(count, [](std::uint32_t index) { return 100 - index; }));
    comparisons(keys(count, [](std::uint32_t index) { return index * 2654435761u >> 28; }));
  }
}

TEST(Sort, TakesNoMoreThanItMust) {
  constexpr std::uint32_t kCount = 8192;
  EXPECT_LT(comparisons(keys(kCount, [](std::uint32_t index) { return index; })), kCount);
  // Two runs, as the commands of a page and its entries are.
  EXPECT_LT(comparisons(keys(kCount, [](std::uint32_t index) { return index % (kCount / 2); })), 4 * kCount);
  const std::size_t most = 2 * 14 * kCount;
  EXPECT_LT(comparisons(keys(kCount, [](std::uint32_t index) { return kCount - index; })), most);
  EXPECT_LT(comparisons(keys(kCount, [](std::uint32_t index) { return index * 2654435761u; })), most);
}

}  // namespace
}  // namespace headwater
