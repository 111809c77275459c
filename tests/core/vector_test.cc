#include "src/base/vector.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace headwater {
namespace {

// Counts those that are there, and is moved as bytes.
struct Counted {
  static constexpr bool kRelocatable = true;
  static int alive;

  explicit Counted(int the_number = 0) : number(the_number) { ++alive; }
  Counted(const Counted& other) : number(other.number) { ++alive; }
  Counted& operator=(const Counted&) = default;
  ~Counted() { --alive; }

  int number;
};
int Counted::alive = 0;

std::string numbers(const Vector<Counted>& vector) {
  std::string text;
  for (const Counted& one : vector) text += std::to_string(one.number) + ' ';
  return text;
}

Vector<Counted> first(int count) {
  Vector<Counted> vector;
  for (int i = 0; i < count; ++i) vector.push_back(Counted(i));
  return vector;
}

TEST(Vector, KeepsWhatIsAddedInOrder) {
  {
    Vector<Counted> vector = first(100);
    ASSERT_EQ(vector.size(), 100u);
    for (std::size_t i = 0; i < vector.size(); ++i) EXPECT_EQ(vector[i].number, static_cast<int>(i));
    EXPECT_EQ(vector.front().number, 0);
    EXPECT_EQ(vector.back().number, 99);
    EXPECT_EQ(Counted::alive, 100);
  }
  EXPECT_EQ(Counted::alive, 0) << "all are destroyed, once";
}

TEST(Vector, GrowsByAQuarter) {
  Vector<double> vector;
  for (int i = 0; i < 10000; ++i) {
    vector.push_back(i);
    EXPECT_LE(vector.capacity(), vector.size() + vector.size() / 4 + 1);
  }
  vector.reserve(20000);
  EXPECT_EQ(vector.capacity(), 20000u);
  vector.reserve(5);
  EXPECT_EQ(vector.capacity(), 20000u) << "never shrinks";
}

TEST(Vector, TakesOutOneOrSeveral) {
  Vector<Counted> vector = first(6);
  vector.erase(vector.begin() + 1);
  EXPECT_EQ(numbers(vector), "0 2 3 4 5 ");
  vector.erase(vector.begin() + 3, vector.end());
  EXPECT_EQ(numbers(vector), "0 2 3 ");
  EXPECT_EQ(Counted::alive, 3);
  vector.pop_back();
  vector.clear();
  EXPECT_TRUE(vector.empty());
  EXPECT_EQ(Counted::alive, 0);
}

TEST(Vector, ResizingGivesDefaults) {
  Vector<int> vector;
  vector.resize(3);
  EXPECT_EQ(vector[2], 0);
  vector.assign(5, 7);
  EXPECT_EQ(vector.size(), 5u);
  EXPECT_EQ(vector[4], 7);
  vector.resize(1);
  vector.resize(2);
  EXPECT_EQ(vector[1], 0) << "nothing of what was there";
}

TEST(Vector, CopiesAreApartAndMovingLeavesNothing) {
  Vector<Counted> one = first(3);
  Vector<Counted> copy = one;
  copy[0].number = 9;
  EXPECT_EQ(numbers(one), "0 1 2 ");
  Vector<Counted> moved = std::move(one);
  EXPECT_EQ(numbers(moved), "0 1 2 ");
  EXPECT_TRUE(one.empty());
  one = copy;
  EXPECT_EQ(numbers(one), "9 1 2 ");
  one = std::move(moved);
  EXPECT_EQ(numbers(one), "0 1 2 ");
  EXPECT_EQ(numbers(moved), "9 1 2 ") << "what was there goes with the other";
  EXPECT_EQ(Counted::alive, 9);
}

TEST(Vector, OwnsWhatItsPointersOwn) {
  Vector<std::unique_ptr<Counted>> vector;
  for (int i = 0; i < 10; ++i) vector.push_back(std::make_unique<Counted>(i));
  const std::unique_ptr<Counted> taken = std::move(vector[4]);
  vector.erase(vector.begin() + 4);
  EXPECT_EQ(vector[4]->number, 5);
  EXPECT_EQ(Counted::alive, 10);
  vector.clear();
  EXPECT_EQ(Counted::alive, 1);
}

}  // namespace
}  // namespace headwater
