#include "demo/collector/ingest/transaction_reader.h"

#include <gtest/gtest.h>

#include "demo/collector/tests/refused.h"
#include "demo/collector/tests/samples.h"

namespace headwater::collector {
namespace {

using samples::kTransaction;
using samples::replaced;

// The least that is accepted, with more members at its front.
std::string least(const std::string& more = "") {
  return "{" + more + R"("start_timestamp":1700000000,"timestamp":1700000001,
    "contexts":{"trace":{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331"}}})";
}

std::string refused_transaction(const std::string& payload) {
  return refused([&] { read_transaction(payload, samples::kEventId); });
}

TEST(TransactionReader, ReadsEverythingThatHasARow) {
  const TransactionRow row = read_transaction(kTransaction, samples::kEventId);
  EXPECT_EQ(row.event_id, samples::kEventId);
  EXPECT_EQ(row.trace_id, samples::kTraceId);
  EXPECT_EQ(row.span_id, samples::kSpanId);
  EXPECT_FALSE(row.parent_id);
  EXPECT_EQ(row.name, "/shop");
  EXPECT_EQ(row.op, "pageload");
  EXPECT_EQ(row.status, "ok");
  EXPECT_EQ(row.service, "sentry.javascript.browser.headwater");
  EXPECT_EQ(row.environment, "staging");
  EXPECT_EQ(row.release, "shop@1");
  EXPECT_EQ(row.start, 1700000000.5);
  EXPECT_EQ(row.duration, 0.75);
  EXPECT_EQ(to_text(row.tags), R"({"plan":"free"})");
  EXPECT_EQ(row.measurements["lcp"]["value"], 812.5);
  EXPECT_EQ(row.data["sentry.origin"], "auto.pageload.browser");
  EXPECT_EQ(row.body["platform"], "javascript");
  EXPECT_FALSE(row.body.contains("spans"));

  ASSERT_EQ(row.spans.size(), 1u);
  const SpanRow& span = row.spans[0];
  EXPECT_EQ(span.span_id, "00f067aa0ba902b7");
  EXPECT_EQ(span.trace_id, samples::kTraceId);
  EXPECT_EQ(span.parent_id, samples::kSpanId);
  EXPECT_EQ(span.op, "http.client");
  EXPECT_EQ(span.description, "GET /api/items");
  EXPECT_EQ(span.status, "not_found");
  EXPECT_EQ(span.start, 1700000000.75);
  EXPECT_EQ(span.duration, 0.25);
  EXPECT_EQ(to_text(span.data), R"({"http.response.status_code":404})");
  EXPECT_EQ(to_text(span.tags), R"({"a":"b"})");
  EXPECT_EQ(to_text(span.extra), R"({"origin":"auto.http.browser"})");
}

TEST(TransactionReader, NeedsLittle) {
  const TransactionRow row = read_transaction(least(), "");
  EXPECT_EQ(row.name, "<unlabeled transaction>");
  EXPECT_EQ(row.event_id.size(), 32u);
  EXPECT_NE(row.event_id, read_transaction(least(), "").event_id);
  EXPECT_FALSE(row.op || row.status || row.service || row.environment || row.release || row.parent_id);
  EXPECT_TRUE(row.spans.empty());
}

TEST(TransactionReader, ReadsSpansWithLittle) {
  const TransactionRow row = read_transaction(
      least(
          R"("spans":[{"span_id":"00f067aa0ba902b7","start_timestamp":1700000000.5,"timestamp":null,"data":null,
               "parent_span_id":null,"tags":null,"op":null,"description":null,"status":null}],)"),
      "");
  ASSERT_EQ(row.spans.size(), 1u);
  EXPECT_EQ(row.spans[0].trace_id, samples::kTraceId);
  EXPECT_FALSE(row.spans[0].duration || row.spans[0].op || row.spans[0].parent_id);
  EXPECT_EQ(to_text(row.spans[0].data), "{}");
}

TEST(TransactionReader, TakesTheEventIdOfTheHeaderFirst) {
  const std::string payload = least(R"("event_id":"AAAAAAAA-aaaa-aaaa-aaaa-aaaaaaaaaaaa",)");
  EXPECT_EQ(read_transaction(payload, samples::kEventId).event_id, samples::kEventId);
  EXPECT_EQ(read_transaction(payload, "").event_id, std::string(32, 'a'));
}

TEST(TransactionReader, ReadsOlderForms) {
  const TransactionRow row = read_transaction(
      R"({"type":"transaction","start_timestamp":"2023-11-14T22:13:20.000000Z","timestamp":"2023-11-14T22:13:21Z",
          "tags":[["a","b"],["n",3],["gone",null]],
          "contexts":{"trace":{"trace_id":"0AF76519-16CD-43DD-8448-EB211C80319C","span_id":"B7AD6B7169203331",
                               "parent_span_id":"0000000000000000","description":null,"op":"http.server"}}})",
      "");
  EXPECT_EQ(row.trace_id, samples::kTraceId);
  EXPECT_EQ(row.span_id, samples::kSpanId);
  EXPECT_FALSE(row.parent_id);
  EXPECT_EQ(row.duration, 1.0);
  EXPECT_EQ(to_text(row.tags), R"({"a":"b","n":"3"})");
}

TEST(TransactionReader, AcceptsClocksThatWereSetBack) {
  const TransactionRow row = read_transaction(replaced(least(), "1700000001", "1699999999.5"), "");
  EXPECT_EQ(row.duration, -0.5);
}

TEST(TransactionReader, NamesTheServiceByWhatItSaysItself) {
  EXPECT_EQ(
      read_transaction(least(R"("tags":{"service":"cart"},"sdk":{"name":"sentry.python"},)"), "").service,
      "cart");
  EXPECT_EQ(read_transaction(least(R"("sdk":{"name":"sentry.python"},)"), "").service, "sentry.python");
}

TEST(TransactionReader, NamesAPageByItsSite) {
  const auto service = [](const std::string& platform, const std::string& url) {
    return read_transaction(least(R"("platform":")" + platform + R"(","request":{"url":")" + url +
                                  R"("},"sdk":{"name":"the sdk"},)"),
                            "")
        .service;
  };
  EXPECT_EQ(service("javascript", "https://shop.example/cart/1?a=b"), "shop.example");
  EXPECT_EQ(service("javascript", "http://user:secret@localhost:5173/#x"), "localhost:5173");
  EXPECT_EQ(service("javascript", "http://[::1]:5173/"), "[::1]:5173");
  for (const char* no_site : {"file:///home/x/index.html", "about:blank", "/cart", "", "https://",
                              "javascript://shop.example/", "chrome-extension://abcdef/x.html"}) {
    EXPECT_EQ(service("javascript", no_site), "the sdk") << no_site;
  }
  // Requests that a service answered have an address too, perhaps that of the page's site.
  EXPECT_EQ(service("python", "https://shop.example/api"), "the sdk");
  EXPECT_EQ(service("node", "https://shop.example/api"), "the sdk");
}

TEST(TransactionReader, SaysWhichMemberIsAtFault) {
  const std::string text = kTransaction;
  const std::string start = "400 malformed transaction: ";
  EXPECT_EQ(refused_transaction("{").substr(0, 49), start + "payload: parse error a");
  EXPECT_EQ(refused_transaction("{\"a\":\"\\ud800\"}").substr(0, 49), start + "payload: parse error a");
  EXPECT_EQ(refused_transaction("[]"), start + "payload: expected an object, found array");
  EXPECT_EQ(refused_transaction("{}"), start + "contexts.trace is missing");
  EXPECT_EQ(refused_transaction(replaced(text, "\"type\": \"transaction\"", "\"type\": \"event\"")),
            start + "type is not \"transaction\": event");
  EXPECT_EQ(refused_transaction(replaced(text, "\"span_id\": \"b7ad6b7169203331\"", "\"x\": 1")),
            start + "contexts.trace.span_id is missing");
  EXPECT_EQ(refused_transaction(replaced(text, "b7ad6b7169203331", "b7ad6b716920333")),
            start + "contexts.trace.span_id is not an id of 16 hex digits: \"b7ad6b716920333\"");
  EXPECT_EQ(
      refused_transaction(replaced(text, "0af7651916cd43dd8448eb211c80319c", std::string(32, '0'))),
      start + "contexts.trace.trace_id is not an id of 32 hex digits: \"" + std::string(32, '0') + "\"");
  EXPECT_EQ(refused_transaction(replaced(text, "\"timestamp\": 1700000001.25", "\"x\": 1")),
            start + "timestamp is missing");
  EXPECT_EQ(
      refused_transaction(replaced(text, "1700000000.5", "1700000000500")),
      start + "start_timestamp is no time in seconds since 1970 (in milliseconds, perhaps?): 1700000000500");
  EXPECT_EQ(refused_transaction(replaced(text, "00f067aa0ba902b7", "zz")),
            start + "spans[0].span_id is not an id of 16 hex digits: \"zz\"");
  EXPECT_EQ(refused_transaction(replaced(text, "\"start_timestamp\": 1700000000.75", "\"x\": 1")),
            start + "spans[0].start_timestamp is missing");
  EXPECT_EQ(refused_transaction(least("\"spans\":[1],")), start + "spans[0] is not an object");
  EXPECT_EQ(refused_transaction(least("\"spans\":{},")), start + "spans is not an array");
}

TEST(TransactionReader, BoundsTheMembersOfAnObject) {
  std::string members = "\"0\":[{},{}]";
  for (int i = 1; i < kMaxJsonMembers; ++i) members += ",\"" + std::to_string(i) + "\":\",,\"";
  EXPECT_NO_THROW(read_transaction(least("\"x\":{" + members + "},"), ""));
  EXPECT_EQ(refused_transaction(least("\"x\":{" + members + ",\"more\":1},")),
            "400 malformed transaction: payload: an object has more than 2000 members");
  std::string elements = "0";
  for (int i = 0; i < 2 * kMaxJsonMembers; ++i) elements += ",0";
  EXPECT_NO_THROW(read_transaction(least("\"x\":[" + elements + "],"), ""));
}

TEST(TransactionReader, RefusesWhatIsTooLargeOrTooDeep) {
  const std::string large = least("\"x\":\"" + std::string(kMaxTransactionBytes, 'x') + "\",");
  EXPECT_EQ(refused_transaction(large).substr(0, 28), "413 transaction too large: 1");
  const std::string deep = least("\"x\":" + std::string(100000, '[') + std::string(100000, ']') + ",");
  EXPECT_EQ(refused_transaction(deep), "400 malformed transaction: payload: nested deeper than 100");
  EXPECT_NO_THROW(read_transaction(least("\"x\":\"" + std::string(1000, '[') + "\\\"{\","), ""));
}

TEST(TransactionReader, RefusesMoreMembersAndTagsThanItCanLookThrough) {
  const auto list = [](int count, const std::string& before, const std::string& after) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      text.append(i > 0 ? "," : "").append(before).append("\"").append(std::to_string(i)).append(after);
    }
    return text;
  };
  const std::string start = "400 malformed transaction: ";
  const auto members = [&](int count) { return least("\"x\":{" + list(count, "", "\":{\"a\":1}") + "},"); };
  EXPECT_EQ(refused_transaction(members(2001)), start + "payload: an object has more than 2000 members");
  EXPECT_EQ(read_transaction(members(2000), "").body.at("x").size(), 2000u);
  const auto tags = [&](int count) { return least("\"tags\":[" + list(count, "[", "\",1]") + "],"); };
  EXPECT_EQ(refused_transaction(tags(2001)), start + "more than 2000 tags");
  EXPECT_EQ(read_transaction(tags(2000), "").tags.size(), 2000u);
}

}  // namespace
}  // namespace headwater::collector
