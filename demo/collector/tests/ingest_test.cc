// POST /api/<project>/envelope/ over a real connection.

#include "demo/collector/ingest/ingest.h"

#include <gtest/gtest.h>

#include "demo/collector/tests/raw_of.h"
#include "demo/collector/tests/running_server.h"
#include "demo/collector/tests/samples.h"
#include "demo/collector/tests/stored.h"

namespace headwater::collector {
namespace {

constexpr const char* kPath = "/api/42/envelope/?sentry_key=abc&sentry_version=7&sentry_client=some.sdk%2F2";

class IngestTest : public testing::Test {
 protected:
  httplib::Result post(const std::string& body, const char* content_type = "text/plain",
                       const char* path = kPath, const httplib::Headers& headers = {}) {
    return server_.client().Post(path, headers, body, content_type);
  }

  RunningServer server_;
};

TEST_F(IngestTest, StoresATransaction) {
  const std::string bytes = samples::envelope(samples::kTransaction);
  const auto answer = post(bytes);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, std::string("{\"id\":\"") + samples::kEventId + "\"}");
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(raw_of(server_.store(), samples::kEventId), bytes);
  const auto trace = trace_of(server_.store(), samples::kTraceId);
  ASSERT_EQ(trace.size(), 1u);
  EXPECT_EQ(trace[0].summary.project, "42");
  EXPECT_EQ(trace[0].summary.sdk, "sentry.javascript.browser.headwater/1.0.0");
  EXPECT_GT(trace[0].summary.received, 1700000000.0);
}

TEST_F(IngestTest, TakesAnyContentTypeForBytes) {
  // Longer than the 8 KB to which forms are limited by default.
  const std::string large =
      samples::replaced(samples::kTransaction, "\"free\"", "\"" + std::string(20000, 'x') + "\"");
  int number = 0;
  for (const char* type :
       {"text/plain;charset=UTF-8", "application/x-sentry-envelope", "application/json",
        "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x"}) {
    const std::string id = std::string(31, 'a') + std::to_string(++number);
    const std::string bytes = samples::envelope(large, id);
    const auto answer = post(bytes, type);
    ASSERT_TRUE(answer) << type;
    EXPECT_EQ(answer->status, 200) << type << answer->body;
    EXPECT_EQ(raw_of(server_.store(), id), bytes) << type;
  }
}

TEST_F(IngestTest, Decompresses) {
  const std::string bytes = samples::envelope(samples::kTransaction);
  httplib::Client client = server_.client();
  client.set_compress(true);  // with gzip, as an ordinary fetch of a page could do
  const auto answer = client.Post(kPath, bytes, "text/plain");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(raw_of(server_.store(), samples::kEventId), bytes);
  EXPECT_EQ(post("not gzip", "text/plain", kPath, {{"Content-Encoding", "gzip"}})->status, 400);
  EXPECT_EQ(post("{}", "text/plain", kPath, {{"Content-Encoding", "br"}})->status, 415);
}

TEST_F(IngestTest, StoresTheSameEventOnce) {
  EXPECT_EQ(post(samples::envelope(samples::kTransaction))->status, 200);
  EXPECT_EQ(post(samples::envelope(samples::kTransaction))->status, 200);
  EXPECT_EQ(names_of(server_.store()).size(), 1u);
}

TEST_F(IngestTest, KeepsWhatItDoesNotReadAsBytes) {
  const std::string report = "{\"sdk\":{\"name\":\"n\",\"version\":\"1\"}}\n{\"type\":\"client_report\"}\n{}";
  const auto answer = post(report);
  ASSERT_EQ(answer->status, 200);
  const std::string made_up = answer->body.substr(7, 32);
  EXPECT_EQ(raw_of(server_.store(), made_up), report);
  const std::string unknown =
      samples::envelope(std::string("\0\n\xFF", 3), samples::kEventId, "of_the_future");
  EXPECT_EQ(post(unknown)->status, 200);
  EXPECT_EQ(raw_of(server_.store(), samples::kEventId), unknown);
  EXPECT_EQ(post("{}")->status, 200);
}

TEST_F(IngestTest, TakesATransactionBesideOtherItems) {
  const std::string report = "{\"type\":\"client_report\"}\n{}\n";
  EXPECT_EQ(post(samples::envelope(samples::kTransaction) + report)->status, 200);
  EXPECT_EQ(names_of(server_.store()).size(), 1u);
  const std::string two = samples::envelope(samples::kTransaction) + "{\"type\":\"transaction\"}\n{}\n";
  EXPECT_EQ(
      post(two)->body,
      R"({"detail":"malformed envelope","causes":["more than one event: transaction and transaction"]})");
}

TEST_F(IngestTest, TakesSpansWithoutATransaction) {
  const std::string span = R"({"op":"ui.interaction.click","measurements":{"inp":{"value":80}}})";
  const std::string bytes = R"({"sent_at":"2026-03-01T12:00:00Z","sdk":{"name":"s","version":"1"}})"
                            "\n{\"type\":\"span\",\"length\":" +
                            std::to_string(span.size()) + "}\n" + span + "\n";
  EXPECT_EQ(post(bytes)->status, 200);
  EXPECT_TRUE(names_of(server_.store()).empty());
}

TEST_F(IngestTest, TakesTheKeyFromAHeader) {
  const std::string bytes = samples::envelope(samples::kTransaction);
  const char* path = "/api/42/envelope/";
  EXPECT_EQ(post(bytes, "text/plain", path)->status, 401);
  EXPECT_TRUE(names_of(server_.store()).empty());
  EXPECT_EQ(post(bytes, "text/plain", path, {{"X-Sentry-Auth", "Sentry sentry_key=abc"}})->status, 200);
  EXPECT_EQ(names_of(server_.store()).size(), 1u);
}

TEST_F(IngestTest, SaysWhyItRefuses) {
  const auto answer = post("{}\n{\"type\":\"transaction\",\"length\":5}\n{}");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->body,
            R"({"detail":"malformed envelope","causes":[)"
            R"("item 1 (transaction): unexpected end: length says 5 bytes, only 2 are left"]})");
  EXPECT_EQ(answer->get_header_value("X-Sentry-Error"),
            "malformed envelope: item 1 (transaction): unexpected end: length says 5 bytes, only 2 are left");
  EXPECT_EQ(answer->get_header_value("Access-Control-Allow-Origin"), "*");

  const auto id = post("{\"event_id\":\"no\"}\n");
  EXPECT_EQ(id->body, R"({"detail":"malformed envelope","causes":[)"
                      R"("envelope header: event_id is not an id of 32 hex digits: \"no\""]})");
}

TEST_F(IngestTest, DoesNotLetAnErrorBreakTheAnswer) {
  const auto answer =
      post("{\"event_id\":\"a\\r\\nSet-Cookie: x=1 \xE2\x82\xAC " + std::string(2000, 'x') + "\"}\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_FALSE(answer->has_header("Set-Cookie"));
  EXPECT_LE(answer->get_header_value("X-Sentry-Error").size(), 500u);
  EXPECT_LT(answer->body.size(), 1000u);
  EXPECT_NO_THROW(parse_json_object(answer->body));
}

TEST_F(IngestTest, LimitsTheSize) {
  const std::string large(kMaxBodyBytes + 1, 'x');
  EXPECT_EQ(post(large)->status, 413);
  httplib::Client client = server_.client();
  const auto chunked = client.Post(
      kPath,
      [&](std::size_t, httplib::DataSink& sink) {
        sink.write(large.data(), large.size());
        sink.done();
        return true;
      },
      "text/plain");
  ASSERT_TRUE(chunked);
  EXPECT_EQ(chunked->status, 413);
  client.set_compress(true);
  const auto small_bomb = client.Post(kPath, std::string(10 << 20, 'x'), "text/plain");
  ASSERT_TRUE(small_bomb);
  EXPECT_EQ(small_bomb->status, 413);
  const auto bomb = client.Post(kPath, std::string(kMaxEnvelopeBytes + 1, 'x'), "text/plain");
  ASSERT_TRUE(bomb);
  EXPECT_EQ(bomb->status, 413);
  EXPECT_EQ(client.Get("/api/health")->status, 200);
}

TEST_F(IngestTest, AnswersPreflights) {
  const auto answer = server_.client().Options("/api/42/envelope/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(answer->get_header_value("Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(answer->get_header_value("Access-Control-Max-Age"), "3600");
  EXPECT_EQ(answer->get_header_value("Access-Control-Expose-Headers"),
            "x-sentry-error, x-sentry-rate-limits, retry-after");
  const std::string allowed = answer->get_header_value("Access-Control-Allow-Headers");
  for (const char* header : {"x-sentry-auth", "content-type", "content-encoding", "authorization"}) {
    EXPECT_NE(allowed.find(header), std::string::npos) << header;
  }
}

}  // namespace
}  // namespace headwater::collector
