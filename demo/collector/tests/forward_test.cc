// What goes on to other receivers.

#include <gtest/gtest.h>
#include <httplib.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "demo/collector/base/bytes_text.h"
#include "demo/collector/forward/forwarder.h"
#include "demo/collector/forward/http_address.h"
#include "demo/collector/ingest/ingest.h"
#include "demo/collector/store/retention.h"
#include "demo/collector/tests/samples.h"
#include "demo/collector/tests/stored.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.pb.h"

namespace headwater::collector {
namespace {

// Takes posts, as long as it is up.
class Receiver {
 public:
  struct Post {
    std::string path;
    std::string query;
    std::string type;
    std::string body;
  };

  using Answer = std::function<void(httplib::Response&, std::size_t)>;

  explicit Receiver(int port = 0) {
    server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock(mutex_);
      response.status = 200;
      if (answer_) answer_(response, posts_.size() + refused_);
      if (response.status >= 300) {
        ++refused_;
      } else {
        posts_.push_back({request.path, request.get_param_value("sentry_key"),
                          request.get_header_value("Content-Type"), request.body});
      }
      changed_.notify_all();
    });
    // The port of one that was here before is free as soon as that is gone.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    port_ = port == 0 ? server_.bind_to_any_port("127.0.0.1")
                      : (server_.bind_to_port("127.0.0.1", port) ? port : -1);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Receiver() {
    server_.stop();
    thread_.join();
  }

  // How to answer the n-th post.
  void answer_with(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }

  std::vector<Post> await(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return posts_.size() >= count; });
    EXPECT_EQ(posts_.size(), count);
    return posts_;
  }
  std::size_t refused() {
    const std::lock_guard lock(mutex_);
    return refused_;
  }
  int port() const { return port_; }

 private:
  httplib::Server server_;
  int port_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Post> posts_;
  std::size_t refused_ = 0;
  Answer answer_;
  std::thread thread_;
};

class ForwardTest : public testing::Test {
 protected:
  void post(char digit, const std::string& header = "") {
    const std::string id(32, digit);
    std::string bytes = samples::envelope(samples::kTransaction, id);
    if (!header.empty()) bytes = samples::replaced(bytes, "{\"event_id\":\"" + id + "\"}", header);
    IngestRequest request;
    request.project = "1";
    request.credentials.query_key = "k";
    request.body = bytes;
    request.received = 1700000100;
    ingest(store_, request);
  }

  std::string dsn(const Receiver& receiver) const { return dsn(receiver.port()); }
  static std::string dsn(int port) {
    return "http://secretkey@127.0.0.1:" + std::to_string(port) + "/path/7";
  }

  samples::TemporaryDirectory directory_;
  Store store_{directory_.file("test.db")};
};

std::string id_of(const Receiver::Post& post) {
  return Json::parse(post.body.substr(0, post.body.find('\n')))["event_id"];
}

TEST_F(ForwardTest, SendsEnvelopesOnAsTheyCame) {
  Receiver receiver;
  post('a');  // before it was asked to
  Forwarder forwarder(store_, dsn_target(dsn(receiver)));
  post(
      'b',
      R"({"event_id":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","dsn":"http://k@localhost:8990/1","trace":{"trace_id":"t","public_key":"k"}})");
  const auto posts = receiver.await(1);
  EXPECT_EQ(posts[0].path, "/path/api/7/envelope/");
  EXPECT_EQ(posts[0].query, "secretkey");
  EXPECT_EQ(posts[0].type, "application/x-sentry-envelope");
  EXPECT_EQ(
      posts[0].body,
      R"({"event_id":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","dsn":"http://secretkey@127.0.0.1:)" +
          std::to_string(receiver.port()) + R"(/path/7","trace":{"trace_id":"t","public_key":"secretkey"}})" +
          samples::envelope(samples::kTransaction).substr(std::string(R"({"event_id":""})").size() + 32));
}

TEST_F(ForwardTest, LosesNothingWhileTheReceiverIsDown) {
  int port = 0;
  {
    Receiver receiver;
    port = receiver.port();
    Forwarder forwarder(store_, dsn_target(dsn(port)));
    post('a');
    receiver.await(1);
  }
  post('b');  // while nothing forwards
  {
    Forwarder forwarder(store_, dsn_target(dsn(port)));
    post('c');  // while there is nobody
  }
  EXPECT_EQ(store_.remove_before(2e9, 100, {"sentry http://127.0.0.1:" + std::to_string(port) + "/path/7"}),
            1)
      << "only what was sent";
  Receiver receiver(port);
  Forwarder forwarder(store_, dsn_target(dsn(port)));
  const auto posts = receiver.await(2);
  ASSERT_EQ(posts.size(), 2u);
  EXPECT_EQ(id_of(posts[0]), std::string(32, 'b'));
  EXPECT_EQ(id_of(posts[1]), std::string(32, 'c'));
}

TEST_F(ForwardTest, ObeysLimitsAndGoesOnAfterThem) {
  Receiver receiver;
  receiver.answer_with([](httplib::Response& response, std::size_t n) {
    if (n == 0) response.set_header("X-Sentry-Rate-Limits", "1:transaction;span:organization, 99:error:key");
    if (n == 1 || n == 2) response.status = n == 1 ? 429 : 503;
    if (n == 1) response.set_header("Retry-After", "1");
    if (n == 3) response.status = 400;
  });
  Forwarder forwarder(store_, dsn_target(dsn(receiver)));
  const auto started = std::chrono::steady_clock::now();
  for (const char digit : {'a', 'b', 'c'}) post(digit);
  const auto posts = receiver.await(2);
  EXPECT_GE(std::chrono::steady_clock::now() - started, std::chrono::milliseconds(2000));
  EXPECT_EQ(receiver.refused(), 3u) << "429, 503, 400";
  ASSERT_EQ(posts.size(), 2u);
  EXPECT_EQ(id_of(posts[0]), std::string(32, 'a'));
  EXPECT_EQ(id_of(posts[1]), std::string(32, 'c')) << "what is refused for good is not sent again";
}

TEST(Forward, CountsItsOwnWaitAsNoErrorOfTheSendersClock) {
  const std::string envelope = R"({"sent_at":"2026-11-29T08:00:00.250Z","sdk":{}})"
                               "\n{}";
  EXPECT_EQ(readdressed(envelope, "d", "k", 30), envelope);
  EXPECT_EQ(readdressed(envelope, "d", "k", 7200.5), R"({"sent_at":"2026-11-29T10:00:00.750Z","sdk":{}})"
                                                     "\n{}");
  EXPECT_EQ(readdressed(R"({"sent_at":"then"})", "d", "k", 7200), R"({"sent_at":"then"})");
  EXPECT_EQ(readdressed("{}\n", "d", "k", 7200), "{}\n");
}

TEST(Forward, ReadsLimits) {
  EXPECT_EQ(pause_of(200, "", ""), 0);
  EXPECT_EQ(pause_of(429, "", ""), 60);
  EXPECT_EQ(pause_of(429, "", "5"), 5);
  EXPECT_EQ(pause_of(200, "7::organization", ""), 7);
  EXPECT_EQ(pause_of(200, "7:error;attachment:key, 3:span:key:reason:ns", ""), 3);
  EXPECT_EQ(pause_of(200, "7:error:key", "9"), 0) << "Retry-After is for those who don't know the other";
  EXPECT_EQ(pause_of(503, "", "Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(pause_of(503, "x:y", "z"), 0);
}

TEST_F(ForwardTest, SendsTracesOnAsOtlp) {
  Receiver receiver;
  Forwarder forwarder(store_, otlp_target("http://127.0.0.1:" + std::to_string(receiver.port())));
  post('a');
  const auto posts = receiver.await(1);
  EXPECT_EQ(posts[0].path, "/v1/traces");
  EXPECT_EQ(posts[0].type, "application/x-protobuf");
  opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest request;
  ASSERT_TRUE(request.ParseFromString(posts[0].body));
  ASSERT_EQ(request.resource_spans_size(), 1);
  const auto& resource = request.resource_spans(0).resource();
  EXPECT_EQ(resource.attributes(0).key(), "service.name");
  EXPECT_EQ(resource.attributes(0).value().string_value(), "sentry.javascript.browser.headwater");
  const auto& spans = request.resource_spans(0).scope_spans(0).spans();
  ASSERT_EQ(spans.size(), 2);
  EXPECT_EQ(to_hex(spans[0].trace_id()), samples::kTraceId);
  EXPECT_EQ(to_hex(spans[0].span_id()), samples::kSpanId);
  EXPECT_EQ(spans[0].name(), "/shop");
  EXPECT_EQ(spans[0].start_time_unix_nano(), 1700000000500000000u);
  EXPECT_EQ(spans[0].end_time_unix_nano(), 1700000001250000000u);
  EXPECT_EQ(spans[0].status().code(), 1);
  EXPECT_EQ(to_hex(spans[1].parent_span_id()), samples::kSpanId);
  EXPECT_EQ(spans[1].kind(), opentelemetry::proto::trace::v1::Span::SPAN_KIND_CLIENT);
  EXPECT_EQ(spans[1].status().code(), 2);
  EXPECT_EQ(spans[1].status().message(), "not_found");
}

TEST(Forward, ReadsAddresses) {
  const HttpAddress address = read_http_address("https://key:secret@host.example:8443/a/b/7/");
  EXPECT_EQ(address.origin, "https://host.example:8443");
  EXPECT_EQ(address.user, "key");
  EXPECT_EQ(address.path, "/a/b/7");
  for (const char* none : {"", "host", "ftp://host/1", "http:///1"})
    EXPECT_THROW(read_http_address(none), std::invalid_argument) << none;
  for (const char* none : {"http://host/1", "http://key@host", "http://key@host/"})
    EXPECT_THROW(dsn_target(none), std::invalid_argument) << none;
}

TEST_F(ForwardTest, WhatIsOldGoes) {
  post('a');
  const Retention retention(store_, 0.001, {});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!names_of(store_).empty() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  EXPECT_TRUE(names_of(store_).empty());
}

}  // namespace
}  // namespace headwater::collector
