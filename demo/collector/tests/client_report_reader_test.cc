#include "demo/collector/ingest/client_report_reader.h"

#include <gtest/gtest.h>

namespace headwater::collector {
namespace {

std::string text_of(std::string_view payload) {
  std::string text;
  for (const auto& [reason, category, quantity] : read_client_report(payload)) {
    text += reason + " " + category + " " + std::to_string(quantity) + ";";
  }
  return text;
}

TEST(ClientReportReader, ReadsWhatWasDiscarded) {
  EXPECT_EQ(text_of(R"({"timestamp":1700000000,"discarded_events":[)"
                    R"({"reason":"queue_overflow","category":"transaction","quantity":2},)"
                    R"({"reason":"sample_rate","category":"span","quantity":1000000000}]})"),
            "queue_overflow transaction 2;sample_rate span 1000000000;");
}

TEST(ClientReportReader, LeavesOutWhatItCanNotRead) {
  EXPECT_EQ(
      text_of(
          R"({"discarded_events":[7,null,{},{"reason":"a","category":"b"},)"
          R"({"reason":"a","category":"b","quantity":-1},{"reason":"a","category":"b","quantity":1.5},)"
          R"({"reason":"a","category":"b","quantity":1000000001},{"reason":"","category":"b","quantity":1},)"
          R"({"reason":["a"],"category":"b","quantity":1},{"reason":"c","category":"d","quantity":3}]})"),
      "c d 3;");
  for (const char* payload :
       {"", "[]", "{", "{\"discarded_events\":{}}", "{\"discarded_events\":null}", "\xFF"}) {
    EXPECT_EQ(text_of(payload), "") << payload;
  }
  EXPECT_EQ(text_of(R"({"discarded_events":[{"reason":")" + std::string(201, 'x') +
                    R"(","category":"b","quantity":1}]})"),
            "");
  EXPECT_EQ(text_of("{\"x\":\"" + std::string(1 << 17, 'x') + "\"}"), "");
}

}  // namespace
}  // namespace headwater::collector
