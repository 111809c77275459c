// What took seconds once, within bounds that only a worse way of doing it passes.

#include <gtest/gtest.h>

#include <chrono>

#include "demo/collector/read/table.h"
#include "demo/collector/read/trace_view.h"
#include "demo/collector/tests/samples.h"

namespace headwater::collector {
namespace {

template <typename Work>
double milliseconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

TEST(Speed, OfTheNewestOf200000Transactions) {
  Columns columns;
  TransactionSummary summary;
  summary.trace_id = samples::kTraceId;
  const Json tags = {{"plan", "free"}};
  for (int i = 1; i <= 200'000; ++i) {
    summary.row = i;
    summary.start = 1000 + i % 1000;
    summary.name = "/page/" + std::to_string(i % 100);
    columns.add(summary, tags, Json::object());
  }
  Json answer;
  EXPECT_LT(milliseconds_of([&] {
              answer = query_table(columns, {{"columns", "transaction,op,start,duration"}}, 2e6);
            }),
            300);
  EXPECT_EQ(answer["rows"].size(), 100u);
}

TEST(Speed, OfATraceOf6300Spans) {
  const samples::TemporaryDirectory directory;
  Store store(directory.file("test.db"));
  NewEnvelope envelope;
  envelope.raw = "raw";
  TransactionRow& row = envelope.transaction.emplace();
  row.event_id = samples::kEventId;
  row.trace_id = samples::kTraceId;
  row.span_id = samples::kSpanId;
  for (int i = 0; i < 6300; ++i) {
    SpanRow& span = row.spans.emplace_back();
    const std::string digits = std::to_string(i);
    span.trace_id = row.trace_id;
    span.span_id = std::string(16 - digits.size(), 'c') + digits;
    span.parent_id = row.span_id;
    span.description = "GET /api/items/" + digits;
    span.data["http.response.status_code"] = 200;
    span.data["large"] = std::string(1000, 'x');
  }
  store.add(envelope);
  std::optional<std::string> json;
  EXPECT_LT(milliseconds_of([&] { json = trace_json(store, samples::kTraceId); }), 300);
  ASSERT_TRUE(json);
  EXPECT_EQ(Json::parse(*json)["transactions"][0]["spans"].size(), 6300u);
  EXPECT_LT(json->size(), 1u << 20) << "without what only a look at one span needs";
}

}  // namespace
}  // namespace headwater::collector
