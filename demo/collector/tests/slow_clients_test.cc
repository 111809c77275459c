// Clients that hold on to a connection: each is cut off when its time is over, however lively it seems.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <thread>

#include "demo/collector/tests/program.h"
#include "demo/collector/tests/running_server.h"
#include "demo/collector/tests/stored.h"

namespace headwater::collector {
namespace {

using namespace std::chrono_literals;

constexpr const char* kHead =
    "POST /api/1/envelope/?sentry_key=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";

class RawClient {
 public:
  explicit RawClient(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const int small = 4096;
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("no");
  }
  ~RawClient() { close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool send(std::string_view bytes) { return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0; }

  // The first bytes that come.
  std::string first(std::size_t count) {
    std::string text(count, '\0');
    const ssize_t got = recv(socket_, text.data(), count, MSG_WAITALL);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

  // All that comes until the end.
  std::string rest() {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(socket_, buffer, sizeof buffer, 0)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
  }

  // Sends a byte again and again, so that there never is silence; false: it was still taken after 10 s.
  bool is_cut_off_while_dripping() {
    for (int i = 0; i < 1000; ++i) {
      if (!send("x")) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }

 private:
  int socket_;
};

// Each test shortens the one time that it is about, so that no other can be what ended the connection.
ConnectionLimits patient() { return {60s, 60s, 60s, 60s, 100ms, 64 << 10}; }

TEST(SlowClients, AreCutOffInTheirHead) {
  ConnectionLimits limits = patient();
  limits.head = 200ms;
  RunningServer server(limits);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nX-Slow: ");
  EXPECT_TRUE(client.is_cut_off_while_dripping());
}

TEST(SlowClients, AreCutOffInTheirBody) {
  ConnectionLimits limits = patient();
  limits.body = 200ms;
  RunningServer server(limits);
  RawClient client(server.port());
  client.send(kHead);
  EXPECT_TRUE(client.is_cut_off_while_dripping());
  EXPECT_EQ(server.client().Get("/api/health")->body, R"({"status":"ok"})");
}

TEST(SlowClients, AreToldThatTheirBodyIsIncomplete) {
  ConnectionLimits limits = patient();
  limits.body = 200ms;
  RunningServer server(limits);
  RawClient client(server.port());
  client.send(kHead);
  EXPECT_EQ(client.rest().substr(0, 24), "HTTP/1.1 400 Bad Request");
}

TEST(SlowClients, AreCutOffWhenTheySayNothing) {
  ConnectionLimits limits = patient();
  limits.idle = 100ms;
  RunningServer server(limits);
  EXPECT_EQ(RawClient(server.port()).rest(), "");
  RawClient again(server.port());
  again.send("GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string answer = again.rest();
  EXPECT_EQ(answer.substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_EQ(answer.substr(answer.size() - 15), R"({"status":"ok"})");
}

TEST(SlowClients, AreCutOffWhenTheyDoNotRead) {
  ConnectionLimits limits = patient();
  limits.answer = 200ms;
  RunningServer server(limits);
  const std::string bytes(32 << 20, 'x');  // more than the system would keep for it
  server.store().add({samples::kEventId, 1, "1", std::nullopt, bytes, std::nullopt, {}});
  RawClient client(server.port());
  client.send(std::string("GET /api/envelopes/") + samples::kEventId +
              " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(client.is_cut_off_while_dripping());
}

TEST(SlowClients, HaveOnlySoMuchToSay) {
  RunningServer server(patient());
  RawClient line(server.port());
  const std::string much(1 << 16, 'x');
  line.send("GET / HTTP/1.1\r\nX-Long: " + much);
  EXPECT_EQ(line.rest().substr(0, 12), "HTTP/1.1 400");
  RawClient lines(server.port());
  std::string many;
  while (many.size() < much.size()) many += "X-Many: 1\r\n";
  lines.send("GET / HTTP/1.1\r\n" + many);
  EXPECT_EQ(lines.rest().substr(0, 12), "HTTP/1.1 400");
}

TEST(SlowClients, DoNotKeepTheServerFromStopping) {
  RunningServer server(patient());
  RawClient idle(server.port());
  RawClient midway(server.port());
  midway.send(kHead);
  // Served, so both were accepted before; the server's end at the end of this scope is what is tested.
  EXPECT_EQ(server.client().Get("/api/health")->status, 200);
}

TEST(SlowClients, AreNotWorkedForOnceTheServerGaveUp) {
  RunningServer server(patient());
  Database other(server.file());
  other.run("BEGIN IMMEDIATE");  // so that no post comes to its end
  std::list<RawClient> clients;
  for (char digit = '1'; digit <= '8'; ++digit) {
    const std::string body = samples::envelope(samples::kTransaction, std::string(32, digit));
    clients.emplace_back(server.port())
        .send("POST /api/1/envelope/?sentry_key=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  EXPECT_EQ(server.client().Get("/api/health")->status, 200);  // so the others were accepted
  server.stop();
  for (RawClient& client : clients) client.rest();
  other.run("COMMIT");
  server.end();
  EXPECT_LE(names_of(server.store()).size(), 2u) << "only what was being stored already";
}

TEST(SlowClients, FillOnlySoMuchMemoryWithAnswers) {
  RunningServer server(patient());
  server.store().add({samples::kEventId, 1, "1", std::nullopt, std::string(40 << 20, 'x'), std::nullopt, {}});
  const std::string path = std::string("/api/envelopes/") + samples::kEventId;
  std::list<RawClient> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back(server.port())
        .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(clients.back().first(15), "HTTP/1.1 200 OK");
  }
  const auto refused = server.client().Get(path.c_str());
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->get_header_value("Retry-After"), "30");
  EXPECT_EQ(server.client().Get("/api/health")->status, 200);
  EXPECT_NE(clients.front().rest().find("xxx"), std::string::npos);  // its answer has come, and makes room
  EXPECT_EQ(server.client().Get(path.c_str())->body.size(), 40u << 20);
}

// The peak of a process of its own, as the system counts it.
TEST(SlowClients, FillOnlySoMuchMemoryWithBodies) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "what a sanitizer needs is more than what is counted here";
#endif
  const samples::TemporaryDirectory directory;
  Program program({"--port", "0", "--db", directory.file("test.db")});
  const int port = program.port();
  constexpr int kClients = 60;
  constexpr std::size_t kBody = 19 << 20;
  std::list<RawClient> clients;
  std::list<std::thread> threads;
  for (int i = 0; i < kClients; ++i) {
    RawClient& client = clients.emplace_back(port);
    threads.emplace_back([&client] {
      const std::string piece(256 << 10, 'x');
      bool taken =
          client.send("POST /api/1/envelope/?sentry_key=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                      std::to_string(kBody) + "\r\n\r\n");
      for (std::size_t sent = 0; taken && sent + 2 * piece.size() < kBody; sent += piece.size())
        taken = client.send(piece);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(program.peak_megabytes(), 240) << "as much as there is";
  // Besides: the program itself, and what the allocator keeps of small pieces that were given back.
  EXPECT_LT(program.peak_megabytes(), 256 + 96);
}

}  // namespace
}  // namespace headwater::collector
