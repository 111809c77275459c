#include <gtest/gtest.h>

#include "src/text/random.h"
#include "tests/core/support/session.h"

// When a command arrives, and with which others, makes no difference to what is sent.
namespace headwater::testing {
namespace {

constexpr double kEnd = 700000;

// A page's life in the order of time, no two commands at the same time but those that follow one another
// anyway.
CommandList life_of_a_page() {
  return CommandList()
      .pageload(40, 1)
      .resource({.start = 20, .end = 90, .transfer_size = 100})
      .request(100, 2, 1)
      .tag(2, "k", "v")
      .span(110, 3, 1, "render")
      .data(3, "n", "1")
      .name(3, "render list")
      .span(115, 4, 1, "inner", 3)
      .finish(120, 4)
      .finish(130, 3)
      .interactive(140)
      .paint(150, "first-paint")
      .response(400, 2)
      .status(2, "ok")
      .load_event(410, 420)
      .manual(800, 5)
      .measurement(5, "m", 2)
      .request(900, 6, 5)
      .mark(2000, "after the pageload")
      .request(2100, 7, 1)
      .finish(2200, 5)
      .response(2300, 7, 500)
      .navigation(3000, 8)
      .name(8, "/next/:id", "route")
      .resource({.start = 2900, .end = 3100, .url = "https://shop.example/of-the-page-before"})
      .span(3200, 9, 8, "open")
      .request(3300, 10, 1)
      .scope_tag("late", "yes")
      .response(3400, 10)
      .mark(19000, "after the heartbeat")
      .manual(19100, 11)
      .hide(19200)
      .request(19300, 12, 8)
      .response(19400, 12);
}

// The commands, each with those that have no time of their own and follow it.
std::vector<std::vector<WrittenCommand>> groups_of(const CommandList& list) {
  std::vector<std::vector<WrittenCommand>> groups;
  for (const WrittenCommand& one : list.commands) {
    for (const CommandShape& shape : kCommandShapes) {
      if (shape.command == one.command && (shape.timed || groups.empty())) groups.emplace_back();
    }
    groups.back().push_back(one);
  }
  return groups;
}

double time_of(const std::vector<WrittenCommand>& group) {
  const double t = group[0].numbers[0];
  return group[0].command == Command::kTransaction && group[0].numbers[3] < t ? group[0].numbers[3] : t;
}

std::vector<std::string> texts_at_the_end(Session& session) {
  session.tick(kEnd);
  std::vector<std::string> texts;
  for (Envelope& envelope : session.take()) texts.push_back(envelope.text);
  return texts;
}

std::vector<std::string> in_one_batch(const CommandList& list) {
  Session session;
  session.run(list, kEnd);
  return texts_at_the_end(session);
}

TEST(OrderIndependence, TheLifeContainsWhatItShould) { EXPECT_EQ(in_one_batch(life_of_a_page()).size(), 9u); }

TEST(OrderIndependence, OneBatchEach) {
  Session session;
  for (const auto& group : groups_of(life_of_a_page())) {
    CommandList list;
    list.commands = group;
    session.run(list, std::max(time_of(group), group[0].numbers[0]));
  }
  EXPECT_EQ(texts_at_the_end(session), in_one_batch(life_of_a_page()));
}

TEST(OrderIndependence, CommandsWithoutATimeInBatchesOfTheirOwn) {
  Session session;
  double now = 0;
  for (const auto& group : groups_of(life_of_a_page())) {
    now = std::max(time_of(group), group[0].numbers[0]);
    for (const WrittenCommand& one : group) {
      CommandList list;
      list.commands = {one};
      session.run(list, now);
    }
  }
  EXPECT_EQ(texts_at_the_end(session), in_one_batch(life_of_a_page()));
}

TEST(OrderIndependence, AnyOrderWithinABatch) {
  const std::vector<std::string> expected = in_one_batch(life_of_a_page());
  Random random(5);
  for (int round = 0; round < 50; ++round) {
    auto groups = groups_of(life_of_a_page());
    for (std::size_t i = groups.size(); i > 1; --i) std::swap(groups[i - 1], groups[random.next() % i]);
    CommandList shuffled;
    for (const auto& group : groups)
      shuffled.commands.insert(shuffled.commands.end(), group.begin(), group.end());
    ASSERT_EQ(in_one_batch(shuffled), expected) << round;
  }
}

TEST(OrderIndependence, AnyCutIntoBatchesAndAnyOrderWithinThem) {
  const std::vector<std::string> expected = in_one_batch(life_of_a_page());
  Random random(6);
  for (int round = 0; round < 50; ++round) {
    const auto groups = groups_of(life_of_a_page());
    Session session;
    for (std::size_t at = 0; at < groups.size();) {
      const std::size_t end = std::min(groups.size(), at + 1 + static_cast<std::size_t>(random.next() % 8));
      const double now = std::max(time_of(groups[end - 1]), groups[end - 1][0].numbers[0]);
      std::vector<std::size_t> order;
      for (std::size_t i = at; i < end; ++i)
        order.insert(order.begin() + static_cast<std::ptrdiff_t>(random.next() % (order.size() + 1)), i);
      CommandList list;
      for (std::size_t i : order)
        list.commands.insert(list.commands.end(), groups[i].begin(), groups[i].end());
      session.run(list, now);
      at = end;
    }
    ASSERT_EQ(texts_at_the_end(session), expected) << round;
  }
}

// A timer that comes late, or not at all, ends nothing late.
TEST(OrderIndependence, TicksBetweenBatches) {
  Session session;
  double before = 0;
  for (const auto& group : groups_of(life_of_a_page())) {
    for (double t = before; t < time_of(group); t += 97) session.tick(t);
    before = std::max(time_of(group), group[0].numbers[0]);
    CommandList list;
    list.commands = group;
    session.run(list, before);
  }
  EXPECT_EQ(texts_at_the_end(session), in_one_batch(life_of_a_page()));
}

}  // namespace
}  // namespace headwater::testing
