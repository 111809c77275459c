// One trace, one transaction, some spans.

#include <gtest/gtest.h>

#include "demo/collector/ingest/transaction_reader.h"
#include "demo/collector/tests/api_test.h"
#include "demo/collector/tests/refused.h"

namespace headwater::collector {
namespace {

class TraceView : public ApiTest {
 protected:
  static NewEnvelope envelope_of(const std::string& payload, const std::string& id,
                                 const std::string& project = "42") {
    return {id, 1700000100, project, "sdk/1", "raw of " + project, read_transaction(payload, id), {}};
  }

  const std::string trace_ = std::string("/api/traces/") + samples::kTraceId;
};

TEST_F(TraceView, GivesAWholeTrace) {
  server_.store().add(envelope_of(samples::kTransaction, samples::kEventId));
  server_.store().add(envelope_of(samples::replaced(samples::kTransaction, "1700000000.5", "1700000000.25"),
                                  std::string(32, 'a')));
  EXPECT_EQ(
      to_text(get(trace_)),
      R"({"trace_id":"0af7651916cd43dd8448eb211c80319c","start":1700000000250,"ops":["http.client"],"statuses":["not_found"],)"
      R"("transactions":[{"event_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","span_id":"b7ad6b7169203331","parent_span_id":null,)"
      R"("name":"/shop","op":"pageload","status":"ok","service":"sentry.javascript.browser.headwater","project":"42",)"
      R"("environment":"staging","release":"shop@1","sdk":"sdk/1","received":1700000100000,"start":0,"duration":1000,)"
      R"("measurements":{"lcp":{"value":812.5,"unit":"millisecond"}},)"
      R"("spans":[["00f067aa0ba902b7","b7ad6b7169203331",0,"GET /api/items",0,500,250,0]]},)"
      R"({"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","span_id":"b7ad6b7169203331","parent_span_id":null,)"
      R"("name":"/shop","op":"pageload","status":"ok","service":"sentry.javascript.browser.headwater","project":"42",)"
      R"("environment":"staging","release":"shop@1","sdk":"sdk/1","received":1700000100000,"start":250,"duration":750,)"
      R"("measurements":{"lcp":{"value":812.5,"unit":"millisecond"}},)"
      R"("spans":[["00f067aa0ba902b7","b7ad6b7169203331",0,"GET /api/items",0,500,250,0]]}]})");
}

TEST_F(TraceView, WritesOddTextsAndWhatIsMissing) {
  const std::string odd = R"(\u0000 \" \\ \n \u2028 \ud83d\ude00)";
  server_.store().add(envelope_of(
      R"({"transaction":")" + odd + R"(","start_timestamp":1,"timestamp":2,"contexts":{"trace":{)" +
          R"("trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331"}},"spans":[)" +
          R"({"span_id":"00f067aa0ba902b7","start_timestamp":1.5,"description":")" + odd +
          R"(","links":[{},{}]}]})",
      samples::kEventId));
  const Json transaction = get(trace_)["transactions"][0];
  const auto text = Json::parse("\"" + odd + "\"");
  EXPECT_EQ(transaction["name"], text);
  Json span = Json::array({"00f067aa0ba902b7", nullptr, -1, text, -1, 500, nullptr, 2});
  EXPECT_EQ(transaction["spans"][0], span);
}

TEST_F(TraceView, GivesATransactionWithAllThatItSays) {
  server_.store().add(envelope_of(samples::kTransaction, samples::kEventId));
  const Json transaction = get(std::string("/api/transactions/") + samples::kEventId);
  EXPECT_EQ(transaction["start"], 1700000000500);
  EXPECT_EQ(transaction["trace_id"], samples::kTraceId);
  EXPECT_EQ(to_text(transaction["tags"]), R"({"plan":"free"})");
  EXPECT_EQ(transaction["data"]["sentry.origin"], "auto.pageload.browser");
  EXPECT_EQ(transaction["event"]["platform"], "javascript");
  EXPECT_EQ(to_text(transaction["links"]), "[]");
  EXPECT_FALSE(transaction.contains("spans"));
  get("/api/transactions/" + std::string(32, 'f'), 404);
}

TEST_F(TraceView, GivesSpansInFull) {
  server_.store().add(envelope_of(samples::kTransaction, samples::kEventId));
  const std::string of = std::string("/api/spans?transaction=") + samples::kEventId;
  EXPECT_EQ(
      to_text(get(of + "&span=00f067aa0ba902b7&span=ffffffffffffffff")),
      R"({"spans":[{"span_id":"00f067aa0ba902b7","tags":{"a":"b"},"data":{"http.response.status_code":404},)"
      R"("links":[],"extra":{"origin":"auto.http.browser"}}]})");
}

// Each project has event ids of its own.
TEST_F(TraceView, KeepsTwoProjectsTransactionsOfOneEventIdApart) {
  EXPECT_TRUE(server_.store().add(envelope_of(samples::kTransaction, samples::kEventId, "1")));
  EXPECT_TRUE(server_.store().add(envelope_of(
      samples::replaced(samples::kTransaction, "\"/shop\"", "\"/other\""), samples::kEventId, "2")));
  EXPECT_FALSE(server_.store().add(envelope_of(samples::kTransaction, samples::kEventId, "1")));
  EXPECT_EQ(get(trace_)["transactions"].size(), 2u);
  const std::string path = std::string("/api/transactions/") + samples::kEventId;
  EXPECT_EQ(get(path)["name"], "/shop");
  EXPECT_EQ(get(path + "?project=2")["name"], "/other");
  get(path + "?project=3", 404);
}

TEST_F(TraceView, BoundsATrace) {
  for (int i = 0; i < 5; ++i) {
    NewEnvelope large = envelope_of(samples::kTransaction, std::string(31, 'a') + std::to_string(i));
    large.transaction->spans[0].description = std::string(15 << 20, 'x');
    server_.store().add(large);
  }
  // Asked for directly: with sanitizers it takes longer than the client would wait.
  const auto nothing = [](const auto&) {};
  EXPECT_EQ(refused([&] { server_.store().read_trace(samples::kTraceId, nothing, nothing); }).substr(0, 19),
            "413 trace too large");
}

}  // namespace
}  // namespace headwater::collector
