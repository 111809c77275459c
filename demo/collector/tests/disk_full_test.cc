// A disk that is full, which a limit on the size of files stands in for: the same calls fail in the same
// places.

#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/resource.h>

#include <filesystem>

#include "demo/collector/store/store.h"
#include "demo/collector/tests/program.h"
#include "demo/collector/tests/samples.h"
#include "demo/collector/tests/stored.h"

namespace headwater::collector {
namespace {

class DiskFull : public testing::Test {
 protected:
  httplib::Result post(char id) {
    const std::string payload =
        samples::replaced(samples::kTransaction, "\"spans\": [", "\"spans\": [" + samples::spans(500) + ",");
    return client_.Post("/api/1/envelope/?sentry_key=abc", samples::envelope(payload, std::string(32, id)),
                        "text/plain");
  }

  void limit_files(rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    ASSERT_EQ(prlimit(program_.process(), RLIMIT_FSIZE, &limit, nullptr), 0);
  }

  samples::TemporaryDirectory directory_;
  std::string file_ = directory_.file("test.db");
  Program program_{{"--port", "0", "--db", file_}};
  httplib::Client client_{"127.0.0.1", program_.port()};
};

TEST_F(DiskFull, RefusesReadsOnAndRecovers) {
  ASSERT_EQ(post('a')->status, 200);
  // In the middle of an envelope, so that a part of it is written.
  limit_files(std::filesystem::file_size(file_ + "-wal") + 20000);
  for (const char id : {'b', 'c', 'b', 'd'}) {
    const auto answer = post(id);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    EXPECT_EQ(answer->get_header_value("Retry-After"), "30");
    EXPECT_EQ(answer->get_header_value("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(answer->body, R"({"detail":"can't store now","causes":["sqlite: disk I/O error"]})");
  }
  const auto trace = client_.Get((std::string("/api/traces/") + samples::kTraceId).c_str());
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->status, 200);
  const Json transactions = Json::parse(trace->body)["transactions"];
  ASSERT_EQ(transactions.size(), 1u);
  EXPECT_EQ(transactions[0]["event_id"], std::string(32, 'a'));
  EXPECT_EQ(transactions[0]["spans"].size(), 501u);

  limit_files(RLIM_INFINITY);
  EXPECT_EQ(post('b')->status, 200);
  program_.stop(SIGKILL);
  Store store(file_);
  const auto list = trace_of(store, samples::kTraceId);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list.back().summary.event_id, std::string(32, 'b'));
}

}  // namespace
}  // namespace headwater::collector
