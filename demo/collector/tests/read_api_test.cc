// What the read endpoints have in common, and those that give what was stored as it is; over a real
// connection.

#include <gtest/gtest.h>

#include "demo/collector/tests/api_test.h"
#include "demo/collector/tests/samples.h"

namespace headwater::collector {
namespace {

class ReadApiTest : public ApiTest {};

TEST_F(ReadApiTest, RefusesWhatItDoesNotUnderstand) {
  get("/api/traces/xyz", 400);
  get("/api/traces/" + std::string(32, 'f'), 404);
  get("/api/envelopes/" + std::string(32, 'f'), 404);
}

TEST_F(ReadApiTest, AddsUpWhatWasNotSent) {
  EXPECT_EQ(to_text(get("/api/discarded")), R"({"discarded":[],"removed":0})");
  for (const char digit : {'a', 'b'}) {
    server_.store().add({std::string(32, digit),
                         1,
                         "42",
                         std::nullopt,
                         "raw",
                         std::nullopt,
                         {{"queue_overflow", "transaction", 3}, {"sample_rate", "transaction", 1}}});
  }
  EXPECT_EQ(
      to_text(get("/api/discarded")),
      R"({"discarded":[{"project":"42","reason":"queue_overflow","category":"transaction","quantity":6},)"
      R"({"project":"42","reason":"sample_rate","category":"transaction","quantity":2}],"removed":0})");
}

TEST_F(ReadApiTest, AnswersNoRanges) {
  const std::string bytes(1000, 'x');
  server_.store().add({samples::kEventId, 1, "1", std::nullopt, bytes, std::nullopt, {}});
  std::string ranges = "bytes=0-";
  for (int i = 0; i < 1000; ++i) ranges += ",0-";
  const auto answer =
      server_.client().Get((std::string("/api/envelopes/") + samples::kEventId).c_str(), {{"Range", ranges}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, bytes);
}

TEST_F(ReadApiTest, GivesRawBytes) {
  const std::string bytes("{}\n\0\xFF", 5);
  server_.store().add({samples::kEventId, 1, "1", std::nullopt, bytes, std::nullopt, {}});
  const auto answer = server_.client().Get((std::string("/api/envelopes/") + samples::kEventId).c_str());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, bytes);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/x-sentry-envelope");
  EXPECT_EQ(answer->get_header_value_count("Content-Type"), 1u);
}

TEST_F(ReadApiTest, IsForThisMachineAlone) {
  EXPECT_FALSE(server_.client().Get("/api/query")->has_header("Access-Control-Allow-Origin"));
  for (const char* host :
       {"evil.test", "evil.test:8990", "127.0.0.1.evil.test", "notlocalhost", "", "[::2]:80"}) {
    const auto answer = server_.client().Get("/api/query", {{"Host", host}});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 403) << host;
  }
  for (const char* host : {"localhost", "localhost:8990", "127.0.0.1:1", "[::1]:8990", "shop.localhost:1"}) {
    EXPECT_EQ(server_.client().Get("/api/query", {{"Host", host}})->status, 200) << host;
  }
}

TEST_F(ReadApiTest, IsNotForPagesOfOtherSites) {
  const auto status = [this](const char* site, const char* destination) {
    const httplib::Headers headers = {{"Sec-Fetch-Site", site}, {"Sec-Fetch-Dest", destination}};
    return server_.client().Get("/api/query", headers)->status;
  };
  for (const char* site : {"cross-site", "same-site"}) {  // same-site: another port of this host
    for (const char* destination : {"empty", "script", "image", "iframe"}) {
      EXPECT_EQ(status(site, destination), 403) << site << destination;
    }
    EXPECT_EQ(status(site, "document"), 200) << "a link may lead here";
  }
  EXPECT_EQ(status("same-origin", "empty"), 200);
  EXPECT_EQ(status("none", "document"), 200);
}

}  // namespace
}  // namespace headwater::collector
