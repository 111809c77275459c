#include "src/page/request_table.h"

#include <gtest/gtest.h>

#include <vector>

namespace headwater {
namespace {

constexpr double kOpen = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kUrl = "https://shop.example/api?token=1";

struct Case {
  struct Request {
    double start, answered;
    std::string_view url = kUrl;
  };
  const char* what;
  std::vector<Request> requests;
  double start, response_start;
  Handle expected;  // 0: none; of requests[i] it is i + 1
  bool sure = true;
  std::string_view url = kUrl;
};

TEST(RequestTable, FindsTheRequestOfAnEntry) {
  const Case cases[] = {
      {"its own", {{100, 200}}, 100.2, 199, 1},
      {"the clock is rounded", {{100.4, 199.6}}, 100, 200, 1},
      {"not answered yet", {{100, kOpen}}, 100.2, 199, 1},
      {"another query", {{100, 200, "https://shop.example/api?token=2"}}, 100, 199, 0},
      {"no query", {{100, 200, "https://shop.example/api"}}, 100, 199, 0},
      {"a fragment makes no difference", {{100, 200, "https://shop.example/api?token=1#x"}}, 100, 199, 1},
      {"nor in the entry", {{100, 200}}, 100, 199, 1, true, "https://shop.example/api?token=1#y"},
      {"started before the request", {{100, 200}}, 98, 150, 0},
      {"answered before the first byte", {{100, 150}}, 100, 199, 0},
      {"opaque: over before it began", {{100, 150}}, 160, 0, 0},
      {"opaque", {{100, 200}}, 100.2, 0, 1},
      {"the later of two", {{100, 200}, {150, 300}}, 150.2, 299, 2},
      {"the earlier of two, which was answered later", {{100, 400}, {150, 300}}, 100.1, 399, 1},
      {"the later of two that are not answered yet", {{100, kOpen}, {150, kOpen}}, 150.1, 299, 2, false},
      {"a tick for both: the one answered when it came", {{100, 400}, {100, 300}}, 100.1, 299, 2},
      {"a tick for both, and the other way round", {{100, 300}, {100, 400}}, 100.1, 299, 1},
      {"a tick for both, one answered", {{100, kOpen}, {100, 300}}, 100.1, 299, 2},
      {"a tick for both, none answered", {{100, kOpen}, {100, kOpen}}, 100.1, 299, 1, false},
      {"a tick for both, the answered one is long past", {{100, 200}, {100, kOpen}}, 100.1, 299, 2},
      {"equal in all: the first", {{100, 300}, {100, 300}}, 100.1, 299, 1},
      {"a long task held both answers back", {{100, kOpen}, {100, 900}}, 100.1, 299, 1, false},
  };
  for (const Case& one : cases) {
    RequestTable table;
    Handle handle = 0;
    for (const Case::Request& request : one.requests) {
      table.add(++handle, request.url, 1, request.start).answered = request.answered;
    }
    ResourceTiming timing{};
    timing.url = one.url;
    timing.start = one.start;
    timing.response_start = one.response_start;
    bool sure = true;
    const TrackedRequest* found = table.match(timing, sure);
    EXPECT_EQ(found ? found->handle : 0, one.expected) << one.what;
    EXPECT_EQ(!found || sure, one.sure) << one.what;
  }
}

TEST(RequestTable, EachRequestHasOneEntry) {
  RequestTable table;
  table.add(1, kUrl, 1, 100).answered = 200;
  table.add(2, kUrl, 1, 100).answered = 200;
  ResourceTiming timing{};
  timing.url = kUrl;
  timing.start = 100;
  bool sure = false;
  std::vector<Handle> found;
  while (TrackedRequest* request = table.match(timing, sure)) {
    found.push_back(request->handle);
    request->body_end = 200;
  }
  EXPECT_EQ(found, (std::vector<Handle>{1, 2}));
}

TEST(RequestTable, TheOldestMakesRoom) {
  RequestTable table;
  for (Handle handle = 1; handle <= limits::kTrackedRequests + 1; ++handle)
    table.add(handle, kUrl, 1, handle).answered = handle;
  EXPECT_EQ(table.find(1), nullptr);
  ASSERT_NE(table.find(2), nullptr);
  EXPECT_EQ(table.find(2)->start, 2);
  EXPECT_EQ(table.find(limits::kTrackedRequests + 1)->start, limits::kTrackedRequests + 1);
  EXPECT_EQ(table.find(limits::kTrackedRequests + 2), nullptr);
}

TEST(RequestTable, GrowsWhileTheOldestWaits) {
  RequestTable table;
  const Handle most = limits::kMostTrackedRequests;
  for (Handle handle = 1; handle <= most; ++handle) table.add(handle, kUrl, 1, handle);
  for (Handle handle = 1; handle <= most; ++handle) {
    ASSERT_NE(table.find(handle), nullptr);
    EXPECT_EQ(table.find(handle)->start, handle);
  }
  table.add(most + 1, kUrl, 1, 0);
  EXPECT_EQ(table.find(1), nullptr) << "but not for ever";
  EXPECT_NE(table.find(2), nullptr);
}

TEST(RequestTable, KnowsWhatIsDueFirst) {
  RequestTable table;
  EXPECT_EQ(table.first_due(), nullptr);
  EXPECT_EQ(table.due(), kNever);
  table.set_due(table.add(1, kUrl, 1, 0), 300);
  table.set_due(table.add(2, kUrl, 1, 0), 200);
  table.add(3, kUrl, 1, 0);
  EXPECT_EQ(table.first_due()->handle, 2u);
  EXPECT_EQ(table.due(), 200);
  table.set_due(*table.find(2), 400);
  EXPECT_EQ(table.due(), 300);
  table.set_due(*table.find(1), kNever);
  EXPECT_EQ(table.due(), 400);
  table.set_due(*table.find(2), kNever);
  EXPECT_EQ(table.due(), kNever);
}

TEST(RequestTable, WhatMakesRoomIsDueNoMore) {
  RequestTable table;
  for (Handle handle = 1; handle <= limits::kMostTrackedRequests; ++handle)
    table.set_due(table.add(handle, kUrl, 1, handle), handle);
  EXPECT_EQ(table.due(), 1);
  table.add(limits::kMostTrackedRequests + 1, kUrl, 1, 0);
  EXPECT_EQ(table.due(), 2);
}

TEST(HeldEntry, OutlivesTheBatchItCameIn) {
  HeldEntry held;
  EXPECT_TRUE(held.empty());
  {
    std::string text = "https://shop.example/api fetch h2 non-blocking cache db\t12\t";
    ResourceTiming timing{};
    const std::string_view view = text;
    timing.url = view.substr(0, 24);
    timing.initiator_type = view.substr(25, 5);
    timing.protocol = view.substr(31, 2);
    timing.render_blocking = view.substr(34, 12);
    timing.delivery_type = view.substr(47, 5);
    timing.server_timing = view.substr(53);
    timing.start = 5;
    held.keep(timing);
    text.assign(text.size(), 'x');
  }
  EXPECT_FALSE(held.empty());
  const ResourceTiming& kept = held.timing();
  EXPECT_EQ(kept.url, "https://shop.example/api");
  EXPECT_EQ(kept.initiator_type, "fetch");
  EXPECT_EQ(kept.protocol, "h2");
  EXPECT_EQ(kept.render_blocking, "non-blocking");
  EXPECT_EQ(kept.delivery_type, "cache");
  EXPECT_EQ(kept.server_timing, "db\t12\t");
  EXPECT_EQ(kept.start, 5);
  held.clear();
  EXPECT_TRUE(held.empty());
}

}  // namespace
}  // namespace headwater
