// The program itself: what it prints, how it ends, and that what it said it stored is there after kill -9.

#include <gtest/gtest.h>
#include <httplib.h>

#include "demo/collector/store.h"
#include "program.h"
#include "samples.h"

namespace headwater::collector {
namespace {

// The port in the line that a started collector prints.
int port_of(const std::string& line) {
  const std::string start = "headwater-collector listening on http://127.0.0.1:";
  EXPECT_EQ(line.substr(0, start.size()), start);
  EXPECT_EQ(line.back(), '/');
  return line.size() > start.size() ? std::stoi(line.substr(start.size())) : 0;
}

std::string numbered_id(int number) {
  const std::string digits = std::to_string(number);
  return std::string(32 - digits.size(), 'a') + digits;
}

TEST(Program, LosesNothingThatItAnsweredFor) {
  samples::TemporaryDirectory directory;
  const std::string file = directory.file("test.db");
  Program program({"--port", "0", "--db", file});
  httplib::Client client("127.0.0.1", port_of(program.line()));
  client.set_keep_alive(true);
  for (int i = 0; i < 20; ++i) {
    const auto answer = client.Post("/api/1/envelope/?sentry_key=abc",
                                    samples::envelope(samples::kTransaction, numbered_id(i)), "text/plain");
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->status, 200);
  }
  const int status = program.stop(SIGKILL);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

  Store store(file);
  EXPECT_EQ(store.list({}).size(), 20u);
  EXPECT_EQ(store.raw_envelope(numbered_id(19)), samples::envelope(samples::kTransaction, numbered_id(19)));
  EXPECT_EQ(store.trace(samples::kTraceId).back().spans.size(), 1u);

  Program again({"--port", "0", "--db", file});
  httplib::Client reader("127.0.0.1", port_of(again.line()));
  const auto raw = reader.Get(("/api/envelopes/" + numbered_id(0)).c_str());
  ASSERT_TRUE(raw);
  EXPECT_EQ(raw->body, samples::envelope(samples::kTransaction, numbered_id(0)));
}

TEST(Program, StopsCleanlyOnSignals) {
  samples::TemporaryDirectory directory;
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program({"--port", "0", "--db", directory.file("test.db")});
    httplib::Client client("127.0.0.1", port_of(program.line()));
    client.set_keep_alive(true);  // an idle connection must not keep it
    ASSERT_EQ(client.Get("/api/health")->status, 200);
    const int status = program.stop(signal);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
  EXPECT_FALSE(std::filesystem::exists(directory.file("test.db-wal"))) << "the file was not closed";
}

TEST(Program, StopsAtOnce) {
  samples::TemporaryDirectory directory;
  Program program({"--port", "0", "--db", directory.file("test.db")});
  port_of(program.line());
  const int status = program.stop(SIGTERM);  // perhaps before it began to serve
  EXPECT_TRUE(WIFEXITED(status));
}

TEST(Program, RefusesWhatItCanNotDo) {
  samples::TemporaryDirectory directory;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--port", "none"},
        {"--port", "0", "--db", directory.file("missing/x.db")},
        {"--host", "not an address", "--db", directory.file("x.db")}}) {
    Program program(arguments);
    EXPECT_EQ(program.line(), "");
    const int status = program.wait();
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 1);
  }
}

}  // namespace
}  // namespace headwater::collector
