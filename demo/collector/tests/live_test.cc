// Server-sent events of what arrives.

#include <gtest/gtest.h>

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "demo/collector/ingest/transaction_reader.h"
#include "demo/collector/tests/running_server.h"

namespace headwater::collector {
namespace {

// Reads a stream in a thread of its own.
class Stream {
 public:
  Stream(int port, const std::string& path)
      : client_("127.0.0.1", port), thread_([this, path] {
          const auto answer = client_.Get(
              path.c_str(), [this](const httplib::Response& response) { return response.status == 200; },
              [this](const char* data, std::size_t size) {
                const std::lock_guard lock(mutex_);
                text_.append(data, size);
                changed_.notify_all();
                return !closed_;
              });
          const std::lock_guard lock(mutex_);
          over_ = true;
          changed_.notify_all();
        }) {}
  ~Stream() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    client_.stop();
    thread_.join();
  }

  bool await(const std::string& part) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] {
      return text_.find(part) != std::string::npos || over_;
    }) && text_.find(part) != std::string::npos;
  }
  bool await_end() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return over_; });
  }
  std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  httplib::Client client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  bool closed_ = false;
  bool over_ = false;
  std::thread thread_;
};

class LiveTest : public testing::Test {
 protected:
  void add(char digit, const std::string& name) {
    const std::string id(32, digit);
    NewEnvelope envelope{id, 1700000100, "1", "sdk/1", "raw", read_transaction(samples::kTransaction, id),
                         {}};
    envelope.transaction->name = name;
    server_.store().add(envelope);
  }

  RunningServer server_;
};

TEST_F(LiveTest, SendsWhatArrivesAndIsAskedFor) {
  add('a', "/before");
  Stream all(server_.port(), "/api/live?columns=transaction,duration");
  Stream some(server_.port(), "/api/live?columns=transaction&query=cart");
  ASSERT_TRUE(all.await("\n\n"));
  ASSERT_TRUE(some.await("\n\n"));
  add('b', "/list");
  ASSERT_TRUE(all.await("event: added\ndata: {\"rows\":[[\"/list\",750]]}\n\n"));
  add('c', "/cart");
  ASSERT_TRUE(some.await("event: added\ndata: {\"rows\":[[\"/cart\"]]}\n\n"));
  ASSERT_TRUE(all.await("/cart"));
  EXPECT_EQ(some.text().find("/list"), std::string::npos);
  EXPECT_EQ(all.text().find("/before"), std::string::npos);
}

TEST_F(LiveTest, KeepsNobodyFromReadingAndEndsWithTheServer) {
  std::list<Stream> streams;
  for (int i = 0; i < 32; ++i) streams.emplace_back(server_.port(), "/api/live");
  for (Stream& stream : streams) ASSERT_TRUE(stream.await("\n\n"));
  const auto too_many = server_.client().Get("/api/live");
  ASSERT_TRUE(too_many);
  EXPECT_EQ(too_many->status, 503);
  const auto query = server_.client().Get("/api/query");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->status, 200);
  const auto started = std::chrono::steady_clock::now();
  server_.end();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(15));
  for (Stream& stream : streams) EXPECT_TRUE(stream.await_end());
}

TEST_F(LiveTest, RefusesWhatItCantSend) {
  for (const char* query : {"columns=count()", "query=op:", "columns="}) {
    const auto answer = server_.client().Get((std::string("/api/live?") + query).c_str());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400) << query;
  }
}

}  // namespace
}  // namespace headwater::collector
