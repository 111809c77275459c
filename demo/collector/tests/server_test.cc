// The page, and how the server behaves as a server.

#include "demo/collector/server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "demo/collector/page.h"
#include "demo/collector/tests/running_server.h"

namespace headwater::collector {
namespace {

TEST(Server, ServesThePage) {
  RunningServer server;
  const auto page = server.client().Get("/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page->get_header_value("Content-Security-Policy"), kPagePolicy);
  EXPECT_EQ(page->get_header_value("X-Content-Type-Options"), "nosniff");
  // The policy forbids both, and so would break a page that had them.
  EXPECT_EQ(page->body.find("<style"), std::string::npos);
  EXPECT_EQ(page->body.find("style="), std::string::npos);
  EXPECT_NE(page->body.find("<script type=\"module\" src=\"/"), std::string::npos);
  // Its other addresses, and only those.
  for (const std::string path : {"/trace/", "/transaction/"}) {
    const auto same = server.client().Get((path + std::string(32, 'a')).c_str());
    ASSERT_TRUE(same);
    EXPECT_EQ(same->body, page->body);
    EXPECT_EQ(same->get_header_value("Content-Security-Policy"), kPagePolicy);
    EXPECT_EQ(server.client().Get(path.c_str())->status, 404);
    EXPECT_EQ(server.client().Get((path + "a/b").c_str())->status, 404);
  }
}

// What is answered 200 is stored; a file that was removed stores nothing.
TEST(Server, SaysThatItsFileIsGone) {
  RunningServer server;
  const std::string body = samples::envelope(samples::kTransaction);
  EXPECT_EQ(server.client().Post("/api/1/envelope/?sentry_key=a", body, "text/plain")->status, 200);
  std::filesystem::remove(server.file());
  const auto answer = server.client().Post("/api/1/envelope/?sentry_key=a", body, "text/plain");
  EXPECT_EQ(answer->status, 503);
  EXPECT_NE(answer->body.find("was removed or replaced while the collector runs"), std::string::npos);
  EXPECT_EQ(server.client()
                .Post("/v1/traces",
                      "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"
                      "\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\","
                      "\"startTimeUnixNano\":1}]}]}]}",
                      "application/json")
                ->status,
            503);
  const auto health = server.client().Get("/api/health");
  EXPECT_EQ(health->status, 503);
  EXPECT_NE(health->body.find("{\"error\":{\"message\":\"can't read now: "), std::string::npos)
      << health->body;
  const auto trace = server.client().Get((std::string("/api/traces/") + samples::kTraceId).c_str());
  EXPECT_EQ(trace->status, 503);
  EXPECT_NE(trace->body.find("\"error\""), std::string::npos);
}

TEST(Server, SaysInOneFormWhatItDoesNotServe) {
  RunningServer server;
  const auto unknown = server.client().Get("/api/nothing");
  EXPECT_EQ(unknown->status, 404);
  EXPECT_EQ(unknown->body, R"({"error":{"message":"not served: /api/nothing","at":null}})");
  const auto post = server.client().Post("/api/query", "a", "text/plain");
  EXPECT_EQ(post->status, 404);
  EXPECT_EQ(post->body,
            R"({"error":{"message":"not served: nothing takes a body here: /api/query","at":null}})");
}

TEST(Server, ServesEveryFileOfThePageWhole) {
  RunningServer server;
  for (const char* path : {"/", "/icon.svg"}) {
    EXPECT_TRUE(std::any_of(page_files().begin(), page_files().end(), [&](const PageFile& file) {
      return file.path == path;
    })) << path;
  }
  // All that the page names is there.
  const std::string page = server.client().Get("/")->body;
  int named = 0;
  for (const std::string attribute : {"src=\"/", "href=\"/"}) {
    for (std::size_t at = 0; (at = page.find(attribute, at)) != std::string::npos; ++named) {
      at += attribute.size() - 1;
      const std::string path = page.substr(at, page.find('"', at) - at);
      EXPECT_EQ(server.client().Get(path.c_str())->status, 200) << path;
    }
  }
  EXPECT_GE(named, 3);
  for (const PageFile& file : page_files()) {
    const auto answer = server.client().Get(std::string(file.path).c_str());
    ASSERT_TRUE(answer) << file.path;
    EXPECT_EQ(answer->status, 200) << file.path;
    EXPECT_EQ(answer->body, file.content) << file.path;
    EXPECT_EQ(answer->get_header_value("Content-Type"), file.content_type) << file.path;
  }
}

TEST(Server, ServesNothingFromDisk) {
  RunningServer server;
  for (const char* path :
       {"/server.cc", "/../main.cc", "/%2e%2e/main.cc", "/etc/passwd", "//etc/passwd", "/test.db"}) {
    const auto answer = server.client().Get(path);
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 404) << path;
  }
}

TEST(Server, AnswersManyRequestsOnOneConnection) {
  RunningServer server;
  httplib::Client client = server.client();
  client.set_keep_alive(true);
  for (int i = 0; i < 50; ++i) {
    const auto answer = client.Get("/api/health");
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->body, R"({"status":"ok"})");
    EXPECT_NE(answer->get_header_value("Connection"), "close");
  }
}

TEST(Server, DoesNotShareAPort) {
  RunningServer server;
  samples::TemporaryDirectory directory;
  Store store(directory.file("other.db"));
  Server other(store);
  EXPECT_THROW(other.bind("127.0.0.1", server.port()), std::runtime_error);
}

TEST(Server, SaysWhenTheAddressIsNone) {
  samples::TemporaryDirectory directory;
  Store store(directory.file("test.db"));
  Server server(store);
  EXPECT_THROW(server.bind("not an address", 0), std::runtime_error);
}

}  // namespace
}  // namespace headwater::collector
