#include "src/text/random.h"

#include <gtest/gtest.h>

#include <set>

#include "src/text/ids.h"

namespace headwater {
namespace {

// The first outputs of the published SplitMix64 for this seed.
TEST(Random, IsSplitMix64) {
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317u);
  EXPECT_EQ(random.next(), 3203168211198807973u);
  EXPECT_EQ(random.next(), 9817491932198370423u);
}

TEST(Random, TheSameSeedGivesTheSame) {
  Random one(42), other(42), different(43);
  const String uuid = one.uuid();
  EXPECT_EQ(uuid, other.uuid());
  EXPECT_NE(uuid, different.uuid());
}

TEST(Random, UuidsAreOfVersion4) {
  Random random(7);
  std::set<char> variants;
  for (int i = 0; i < 1000; ++i) {
    const String uuid = random.uuid();
    ASSERT_TRUE(is_hex_id(uuid, 32)) << std::string_view(uuid);
    EXPECT_EQ(uuid[12], '4');
    variants.insert(uuid[16]);
  }
  EXPECT_EQ(variants, (std::set<char>{'8', '9', 'a', 'b'}));
}

TEST(Random, UuidsDiffer) {
  Random random;
  std::set<std::string> uuids;
  for (int i = 0; i < 10000; ++i) uuids.emplace(random.uuid());
  EXPECT_EQ(uuids.size(), 10000u);
}

}  // namespace
}  // namespace headwater
