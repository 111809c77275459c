// Spans that come one by one: Sentry's span containers, and with OTLP.

#include <gtest/gtest.h>

#include <algorithm>

#include "demo/collector/ingest/ingest.h"
#include "demo/collector/ingest/span_container_reader.h"
#include "demo/collector/tests/refused.h"
#include "demo/collector/tests/samples.h"
#include "demo/collector/tests/stored.h"

namespace headwater::collector {
namespace {

constexpr const char* kTrace = samples::kTraceId;

// A span of version 2, of the segment 1000…; ids are a digit and zeros.
std::string span(char id, char parent, bool is_segment = false, const std::string& more = "") {
  const auto hex = [](char digit) { return std::string(1, digit) + std::string(15, '0'); };
  return R"({"trace_id":")" + std::string(kTrace) + R"(","span_id":")" + hex(id) + "\"," +
         (parent == ' ' ? "" : R"("parent_span_id":")" + hex(parent) + "\",") + R"("name":"span )" + id +
         R"(","status":"ok","is_segment":)" + (is_segment ? "true" : "false") +
         R"(,"start_timestamp":170000000)" + id + R"(.5,"end_timestamp":1700000009.75,"attributes":{)" +
         R"("sentry.op":{"type":"string","value":"op )" + id +
         R"("},"sentry.segment.name":{"type":"string","value":"GET /"},)" +
         R"("sentry.segment.id":{"type":"string","value":")" + hex('1') + R"("},)" +
         R"("sentry.environment":{"type":"string","value":"test"},"count":{"type":"integer","value":3})" +
         more + "}}";
}

std::string container(const std::vector<std::string>& spans) {
  std::string items;
  for (const std::string& one : spans) items += (items.empty() ? "" : ",") + one;
  const std::string payload = R"({"version":2,"items":[)" + items + "]}";
  return R"({"trace":{"trace_id":")" + std::string(kTrace) +
         R"(","public_key":"k","sample_rate":"0.5"},"sdk":{"name":"sentry.node","version":"11"}})" +
         "\n{\"type\":\"span\",\"item_count\":" + std::to_string(spans.size()) +
         ",\"content_type\":\"application/vnd.sentry.items.span.v2+json\",\"length\":" +
         std::to_string(payload.size()) + "}\n" + payload + "\n";
}

class LooseSpans : public testing::Test {
 protected:
  void post(const std::string& envelope) {
    IngestRequest request;
    request.project = "1";
    request.credentials.query_key = "k";
    request.body = envelope;
    request.received = 1700000100;
    ingest(store_, request);
  }

  // "name op [span parent]…; …", pending ones in ( ).
  std::string trace() {
    std::string text;
    for (const StoredTransaction& stored : trace_of(store_, kTrace)) {
      std::string spans;
      std::vector<SpanRow> sorted = stored.spans;
      std::sort(sorted.begin(), sorted.end(),
                [](const SpanRow& a, const SpanRow& b) { return a.span_id < b.span_id; });
      for (const SpanRow& one : sorted)
        spans += " " + one.span_id.substr(0, 1) + one.parent_id.value_or("-").substr(0, 1);
      const bool pending = !store_.read().columns.find(stored.summary.row);
      EXPECT_EQ(stored.summary.span_count, static_cast<std::int64_t>(stored.spans.size()));
      text += (text.empty() ? "" : "; ") + std::string(pending ? "(" : "") +
              stored.summary.span_id.substr(0, 1) + " " + stored.summary.name + spans + (pending ? ")" : "");
    }
    return text;
  }

  samples::TemporaryDirectory directory_;
  Store store_{directory_.file("test.db")};
};

TEST_F(LooseSpans, ReadsAContainer) {
  post(container(
      {span('1', '9', true,
            R"(,"service.name":{"type":"string","value":"api"},"user.id":{"type":"string","value":"u"})"),
       span('2', '1')}));
  const auto trace = trace_of(store_, kTrace);
  ASSERT_EQ(trace.size(), 1u);
  const TransactionSummary& summary = trace[0].summary;
  EXPECT_EQ(summary.name, "GET /");
  EXPECT_EQ(summary.op, "op 1");
  EXPECT_EQ(summary.status, "ok");
  EXPECT_EQ(summary.service, "api");
  EXPECT_EQ(summary.environment, "test");
  EXPECT_EQ(summary.user, "u");
  EXPECT_EQ(summary.sample_rate, 0.5);
  EXPECT_EQ(summary.sdk, "sentry.node/11");
  EXPECT_EQ(summary.parent_id, "9000000000000000");
  EXPECT_EQ(summary.start, 1700000001.5);
  EXPECT_EQ(summary.duration, 8.25);
  ASSERT_EQ(trace[0].spans.size(), 1u);
  EXPECT_EQ(trace[0].spans[0].description, "span 2");
  EXPECT_EQ(trace[0].spans[0].op, "op 2");
  EXPECT_EQ(trace[0].spans[0].data["count"], 3);
  EXPECT_EQ(store_.raw_envelope(summary.event_id)->bytes.substr(0, 9), "{\"trace\":");
}

TEST_F(LooseSpans, JoinTheirSegmentInWhateverOrderTheyCome) {
  std::vector<std::string> spans = {span('1', ' ', true), span('2', '1'), span('3', '2'), span('4', '3')};
  std::sort(spans.begin(), spans.end());
  int number = 0;
  do {
    Store store(directory_.file(std::to_string(++number) + ".db"));
    for (const std::string& one : spans) {
      IngestRequest request;
      request.project = "1";
      request.credentials.query_key = "k";
      const std::string bytes = container({one});
      request.body = bytes;
      ingest(store, request);
    }
    const auto trace = trace_of(store, kTrace);
    ASSERT_EQ(trace.size(), 1u);
    EXPECT_EQ(trace[0].spans.size(), 3u);
    EXPECT_EQ(trace[0].summary.name, "GET /");
    const auto reading = store.read();
    ASSERT_EQ(reading.columns.size(), 1u);
    EXPECT_EQ(reading.columns.span_count[0], 3u);
  } while (std::next_permutation(spans.begin(), spans.end()));
  EXPECT_EQ(number, 24);
}

// They are told by spans of their own, when the page has been left.
TEST_F(LooseSpans, BringTheWebVitalsOfTheirPage) {
  const std::string lcp = samples::replaced(
      span('2', '1', false, R"(,"browser.web_vital.lcp.value":{"type":"double","value":812.5})"), "op 2",
      "ui.webvital.lcp");
  const std::string cls = samples::replaced(
      span('3', '1', false, R"(,"browser.web_vital.cls.value":{"type":"double","value":0.25})"), "op 3",
      "ui.webvital.cls");
  post(container({lcp}));
  post(container({span('1', ' ', true)}));
  post(container({cls}));
  const auto reading = store_.read();
  const Columns& columns = reading.columns;
  ASSERT_EQ(columns.size(), 1u);
  ASSERT_EQ(columns.measurements_count[0], 2);
  EXPECT_EQ(columns.texts.text(columns.measurement_keys[columns.measurements_at[0]]), "lcp");
  EXPECT_EQ(columns.measurement_values[columns.measurements_at[0]], 812.5);
  EXPECT_EQ(columns.measurement_values[columns.measurements_at[0] + 1], 0.25);
}

TEST_F(LooseSpans, WaitForTheirSegmentWithoutBeingCounted) {
  post(container({span('2', '1'), span('3', '2')}));
  EXPECT_EQ(trace(), "(1 GET / 21 32)");
  EXPECT_EQ(store_.read().columns.size(), 0u);
  const Store again(directory_.file("test.db"));
  post(container({span('1', ' ', true)}));
  EXPECT_EQ(trace(), "1 GET / 21 32");
}

TEST_F(LooseSpans, AreTakenOnce) {
  const std::string bytes = container({span('1', ' ', true), span('2', '1')});
  post(bytes);
  post(bytes);
  post(container({span('2', '1'), span('3', '1'), span('1', ' ', true)}));
  EXPECT_EQ(trace(), "1 GET / 21 31");
}

// As OTLP sends them, whose spans name their parent alone.
TEST_F(LooseSpans, JoinTheTransactionOfTheirParent) {
  const auto loose = [](char id, char parent, bool is_root) {
    LooseSpan one;
    one.span.trace_id = kTrace;
    one.span.span_id = std::string(1, id) + std::string(15, '0');
    if (parent != ' ') one.span.parent_id = std::string(1, parent) + std::string(15, '0');
    one.span.start = 1700000000;
    one.span.duration = 1;
    if (is_root) {
      one.root.emplace();
      one.root->trace_id = kTrace;
      one.root->span_id = one.span.span_id;
      one.root->event_id = std::string(31, 'e') + id;
      one.root->name = std::string("root ") + id;
      one.root->parent_id = one.span.parent_id;
    }
    return one;
  };
  std::vector<LooseSpan> spans = {loose('1', ' ', true), loose('2', '1', false), loose('3', '2', false),
                                  loose('4', '3', true), loose('5', '4', false)};
  std::sort(spans.begin(), spans.end(),
            [](const auto& a, const auto& b) { return a.span.span_id < b.span.span_id; });
  int number = 0;
  do {
    Store store(directory_.file("p" + std::to_string(++number) + ".db"));
    int batch = 0;
    for (const LooseSpan& one : spans) {
      NewEnvelope envelope;
      envelope.event_id = std::string(31, 'a') + std::to_string(batch++);
      envelope.project = "otlp";
      envelope.loose = {one};
      ASSERT_TRUE(store.add(envelope));
    }
    const auto trace = trace_of(store, kTrace);
    ASSERT_EQ(trace.size(), 2u) << number;
    EXPECT_EQ(trace[0].spans.size() + trace[1].spans.size(), 3u);
    EXPECT_EQ(trace[0].spans.size(), trace[0].summary.name == "root 1" ? 2u : 1u);
  } while (std::next_permutation(spans.begin(), spans.end(), [](const auto& a, const auto& b) {
    return a.span.span_id < b.span.span_id;
  }));
}

// A browser's transaction comes when its page is done, long after the server's spans.
TEST_F(LooseSpans, JoinATransactionThatComesLater) {
  LooseSpan child;
  child.span.trace_id = kTrace;
  child.span.span_id = "aaaaaaaaaaaaaaaa";
  child.span.parent_id = "00f067aa0ba902b7";
  child.span.start = 1700000000;
  NewEnvelope envelope;
  envelope.event_id = std::string(32, 'a');
  envelope.loose = {child};
  store_.add(envelope);
  post(samples::envelope(samples::kTransaction));
  EXPECT_EQ(trace(), "b /shop 0b a0");
  EXPECT_EQ(store_.read().columns.span_count[0], 2u);
}

TEST_F(LooseSpans, AreRefusedInWords) {
  const auto refusal = [](const std::string& payload) {
    return refused([&] { read_span_container(payload, std::nullopt); });
  };
  const std::string start = "400 malformed span container: ";
  EXPECT_EQ(refusal("[]"), start + "payload: expected an object, found array");
  EXPECT_EQ(refusal("{}"), start + "items is not an array");
  EXPECT_EQ(refusal(R"({"items":[1]})"), start + "items[0] is not an object");
  EXPECT_EQ(refusal(R"({"items":[{}]})"), start + "items[0].trace_id is missing");
  EXPECT_EQ(
      refusal(R"({"items":[)" + samples::replaced(span('1', ' '), "1700000001.5", "17000000015000") + "]}")
          .substr(0, 77),
      start + "items[0].start_timestamp is no time in seconds ");
}

}  // namespace
}  // namespace headwater::collector
