// The JSON API over a real connection.

#include <gtest/gtest.h>

#include "demo/collector/ingest/transaction_reader.h"
#include "demo/collector/tests/refused.h"
#include "demo/collector/tests/running_server.h"

namespace headwater::collector {
namespace {

class ReadApiTest : public testing::Test {
 protected:
  void add(char digit, double start, const std::string& name) {
    const std::string id(32, digit);
    NewEnvelope envelope{id, 1700000100, "42", "sdk/1", "raw", read_transaction(samples::kTransaction, id),
                         {}};
    envelope.transaction->start = start;
    envelope.transaction->name = name;
    server_.store().add(envelope);
  }

  Json get(const std::string& path, int status = 200) {
    const auto answer = server_.client().Get(path.c_str());
    if (!answer) {
      ADD_FAILURE() << path;
      return {};
    }
    EXPECT_EQ(answer->status, status) << path << answer->body;
    return Json::parse(answer->body);
  }

  std::string names(const std::string& path) {
    std::string text;
    const Json answer = get(path);
    for (const Json& transaction : answer["transactions"]) text += transaction["name"].get<std::string>();
    return text;
  }

  RunningServer server_;
};

TEST_F(ReadApiTest, ListsTransactions) {
  EXPECT_EQ(to_text(get("/api/transactions")), R"({"transactions":[],"next":null})");
  add('a', 1700000000.5, "/shop");
  EXPECT_EQ(
      to_text(get("/api/transactions")),
      R"({"transactions":[{"event_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",)"
      R"("trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","parent_span_id":null,)"
      R"("name":"/shop","op":"pageload","status":"ok","start":1700000000.5,"duration":0.75,"span_count":1,)"
      R"("service":"sentry.javascript.browser.headwater","environment":"staging","release":"shop@1",)"
      R"("project":"42","sdk":"sdk/1","received":1700000100.0}],"next":null})");
}

TEST_F(ReadApiTest, PagesThroughTheList) {
  for (char c : {'a', 'b', 'c', 'd', 'e'}) add(c, 1700000000.1 + (c == 'e' ? 1 : 0), std::string(1, c));
  std::string found;
  std::string cursor;
  for (int page = 0; page < 5; ++page) {
    const Json answer = get("/api/transactions?limit=2" + cursor);
    for (const Json& transaction : answer["transactions"]) found += transaction["name"].get<std::string>();
    if (answer["next"].is_null()) break;
    cursor = "&before=" + answer["next"].get<std::string>();
  }
  EXPECT_EQ(found, "edcba");
  EXPECT_EQ(names("/api/transactions?before=1700000001"), "dcba");
}

TEST_F(ReadApiTest, Filters) {
  add('a', 1, "/Cart");
  add('b', 2, "/list");
  EXPECT_EQ(names("/api/transactions?query=cart"), "/Cart");
  EXPECT_EQ(names("/api/transactions?name=%2Flist"), "/list");
  EXPECT_EQ(names("/api/transactions?op=navigation"), "");
  EXPECT_EQ(names("/api/transactions?tag=plan:free&environment=staging&project=42"), "/list/Cart");
  EXPECT_EQ(names("/api/transactions?tag=plan:paid"), "");
  EXPECT_EQ(names(std::string("/api/transactions?trace_id=") + samples::kTraceId), "/list/Cart");
}

TEST_F(ReadApiTest, RefusesWhatItDoesNotUnderstand) {
  for (const char* query :
       {"limit=0", "limit=1001", "limit=x", "before=", "before=nan", "before=1~x", "tag=plan", "oops=1"}) {
    const Json answer = get(std::string("/api/transactions?") + query, 400);
    EXPECT_EQ(answer["error"]["message"].get<std::string>().substr(0, 13), "bad request: ") << query;
  }
  get("/api/traces/xyz", 400);
  get("/api/traces/" + std::string(32, 'f'), 404);
  get("/api/envelopes/" + std::string(32, 'f'), 404);
  EXPECT_EQ(get("/api/nothing", 404)["detail"], "not served");
}

TEST_F(ReadApiTest, GivesAWholeTrace) {
  add('b', 1700000002, "second");
  add('a', 1700000001, "first");
  const Json trace = get(std::string("/api/whole-traces/") + samples::kTraceId);
  EXPECT_EQ(trace["trace_id"], samples::kTraceId);
  ASSERT_EQ(trace["transactions"].size(), 2u);
  const Json& first = trace["transactions"][0];
  EXPECT_EQ(first["name"], "first");
  EXPECT_EQ(to_text(first["tags"]), R"({"plan":"free"})");
  EXPECT_EQ(first["measurements"]["lcp"]["value"], 812.5);
  EXPECT_EQ(first["data"]["sentry.origin"], "auto.pageload.browser");
  EXPECT_EQ(first["event"]["platform"], "javascript");
  EXPECT_EQ(
      to_text(first["spans"]),
      R"([{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"00f067aa0ba902b7",)"
      R"("parent_span_id":"b7ad6b7169203331","op":"http.client","description":"GET /api/items",)"
      R"("status":"not_found","start":1700000000.75,"duration":0.25,"data":{"http.response.status_code":404},)"
      R"("tags":{"a":"b"},"extra":{"origin":"auto.http.browser"}}])");
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

TEST_F(ReadApiTest, BoundsItsConditions) {
  std::string many = "op=0";
  for (int i = 1; i < 1100; ++i) many += "&op=" + std::to_string(i);
  EXPECT_EQ(get("/api/transactions?" + many, 400)["error"]["message"],
            "bad request: more than 50 parameters");
}

NewEnvelope envelope_of(const std::string& id) {
  return {id, 1, "42", "sdk/1", "raw", read_transaction(samples::kTransaction, id), {}};
}

TEST_F(ReadApiTest, BoundsATrace) {
  for (int i = 0; i < 66; ++i) {
    const std::string id = std::string(30, 'a') + std::to_string(10 + i);
    NewEnvelope large = envelope_of(id);
    large.transaction->spans[0].data["x"] = std::string(1 << 20, 'x');
    server_.store().add(large);
  }
  // Asked for directly: with sanitizers it takes longer than the client would wait.
  EXPECT_EQ(refused([this] { server_.store().trace(samples::kTraceId); }).substr(0, 19),
            "413 trace too large");
  EXPECT_EQ(get("/api/transactions")["transactions"].size(), 66u);
}

TEST_F(ReadApiTest, CountsEveryTextOfATrace) {
  NewEnvelope large = envelope_of(samples::kEventId);
  large.transaction->spans[0].description = std::string(22 << 20, 'x');
  large.transaction->spans[0].op = std::string(22 << 20, 'x');
  large.transaction->spans[0].status = std::string(22 << 20, 'x');
  server_.store().add(large);
  EXPECT_EQ(refused([this] { server_.store().trace(samples::kTraceId); }).substr(0, 19),
            "413 trace too large");
}

TEST_F(ReadApiTest, CutsWhatIsTooLongForAList) {
  NewEnvelope large = envelope_of(samples::kEventId);
  const std::string letter = "\xE2\x82\xAC";
  large.transaction->name.clear();
  for (int i = 0; i < 100000; ++i) large.transaction->name += letter;
  large.transaction->release = std::string(1 << 20, 'x');
  server_.store().add(large);
  const Json listed = get("/api/transactions")["transactions"][0];
  EXPECT_EQ(listed["release"], std::string(1000, 'x') + "…");
  EXPECT_EQ(listed["name"].get<std::string>(), large.transaction->name.substr(0, 999) + "…");
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
  EXPECT_FALSE(server_.client().Get("/api/transactions")->has_header("Access-Control-Allow-Origin"));
  for (const char* host :
       {"evil.test", "evil.test:8990", "127.0.0.1.evil.test", "notlocalhost", "", "[::2]:80"}) {
    const auto answer = server_.client().Get("/api/transactions", {{"Host", host}});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 403) << host;
  }
  for (const char* host : {"localhost", "localhost:8990", "127.0.0.1:1", "[::1]:8990", "shop.localhost:1"}) {
    EXPECT_EQ(server_.client().Get("/api/transactions", {{"Host", host}})->status, 200) << host;
  }
}

TEST_F(ReadApiTest, IsNotForPagesOfOtherSites) {
  const auto status = [this](const char* site, const char* destination) {
    const httplib::Headers headers = {{"Sec-Fetch-Site", site}, {"Sec-Fetch-Dest", destination}};
    return server_.client().Get("/api/transactions", headers)->status;
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
