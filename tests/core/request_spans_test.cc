#include "src/page/request_spans.h"

#include <gtest/gtest.h>

#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

// The span of the first request of a manual transaction 1 that these commands add to.
Json span_of_request(const CommandList& commands, std::string_view description) {
  CommandList list;
  list.manual(0, 1);
  list.commands.insert(list.commands.end(), commands.commands.begin(), commands.commands.end());
  return envelopes_of(list.finish(500, 1), 1000).at(0).span(description);
}

TEST(Requests, AreNamedByMethodAndAddressWithoutSecrets) {
  const Json span = span_of_request(
      CommandList().fetch(10, 2, 1, "https://u:p@api.example.com/v1/items?token=1#x").response(20, 2),
      "GET https://api.example.com/v1/items");
  ASSERT_FALSE(span.is_null());
  EXPECT_EQ(span["op"], "http.client");
  EXPECT_EQ(span["origin"], "auto.http.browser");
  EXPECT_EQ(span["data"], (Json{{"type", "fetch"},
                                {"http.request.method", "GET"},
                                {"url", "https://api.example.com/v1/items"},
                                {"server.address", "api.example.com"},
                                {"http.response.status_code", 200}}));
  EXPECT_EQ(span["status"], "ok");
}

TEST(Requests, ToThePagesOwnOriginAreNamedByTheirPath) {
  const Json span = span_of_request(CommandList().request(10, 2, 1).response(20, 2), "GET /api");
  ASSERT_FALSE(span.is_null());
  EXPECT_EQ(span["data"]["url"], "https://shop.example/api");
}

TEST(Requests, KnowXhr) {
  const Json span =
      span_of_request(CommandList()
                          .add(Command::kRequest, {10, 2, 1, 0, 1}, {"POST", "https://shop.example/x"})
                          .response(20, 2),
                      "POST /x");
  EXPECT_EQ(span["data"]["type"], "xhr");
  EXPECT_EQ(span["data"]["http.request.method"], "POST");
}

TEST(Requests, HaveNoHostWithoutOne) {
  const Json span = span_of_request(CommandList().request(10, 2, 1, "data:text/plain,secret").response(20, 2),
                                    "GET data:text/plain");
  ASSERT_FALSE(span.is_null());
  EXPECT_FALSE(span["data"].contains("server.address"));
}

TEST(Requests, EndAsTheAnswerSays) {
  const auto status = [](double code, double outcome) {
    return span_of_request(CommandList().request(10, 2, 1).response(20, 2, code, outcome), "GET /api");
  };
  EXPECT_EQ(status(404, 0)["status"], "not_found");
  EXPECT_EQ(status(503, 0)["status"], "unavailable");
  EXPECT_FALSE(status(kAbsent, 0).contains("status")) << "opaque: nobody knows";
  EXPECT_FALSE(status(0, 0).contains("status"));
  EXPECT_EQ(status(0, 1)["status"], "internal_error");
  EXPECT_EQ(status(0, 2)["status"], "cancelled");
  EXPECT_EQ(status(0, 4)["status"], "deadline_exceeded");
  EXPECT_FALSE(status(0, 1)["data"].contains("http.response.status_code"));
  EXPECT_FALSE(status(65736, 0).contains("status")) << "65736 is 200 in sixteen bits";
  EXPECT_EQ(status(kAbsent, 7)["status"], "internal_error");
}

TEST(Requests, TheFirstAnswerStays) {
  const Json span =
      span_of_request(CommandList().request(10, 2, 1).response(20, 2, 200).response(30, 2, 500), "GET /api");
  EXPECT_EQ(span["status"], "ok");
  EXPECT_EQ(span["data"]["http.response.status_code"], 200);
  EXPECT_NEAR(Envelope::since_origin(span["timestamp"]), 20, 0.01);
}

TEST(Requests, AResponseEndsNothingElse) {
  Session session;
  session.run(CommandList()
                  .manual(0, 1)
                  .span(10, 2, 1, "work")
                  .response(20, 1)
                  .response(20, 2)
                  .finish(30, 2)
                  .finish(40, 1),
              100);
  Envelope envelope = session.take_one();
  EXPECT_NEAR(envelope.end(), 40, 0.01);
  EXPECT_NEAR(Envelope::since_origin(envelope.span("work")["timestamp"]), 30, 0.01);
  EXPECT_EQ(envelope.dropped()["invalid_handle"], 2);
}

}  // namespace
}  // namespace headwater::testing
