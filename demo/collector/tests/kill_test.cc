// The program itself: what it prints, how it ends, and that what it said it stored is there after kill -9.

#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "demo/collector/store/store.h"
#include "demo/collector/tests/program.h"
#include "demo/collector/tests/raw_of.h"
#include "demo/collector/tests/samples.h"
#include "demo/collector/tests/stored.h"

namespace headwater::collector {
namespace {

std::string numbered_id(int number) {
  const std::string digits = std::to_string(number);
  return std::string(32 - digits.size(), 'a') + digits;
}

// Posts from several threads at once, and kills the program when `enough` posts were answered, which is in
// the middle of others. Answers the ids of those that were answered with 200.
std::vector<std::string> post_until_killed(Program& program, int port, int threads, std::size_t enough,
                                           int round) {
  const std::string payload =
      samples::replaced(samples::kTransaction, "\"spans\": [", "\"spans\": [" + samples::spans(200) + ",");
  std::mutex mutex;
  std::vector<std::string> answered;
  std::vector<std::thread> senders;
  for (int thread = 0; thread < threads; ++thread) {
    senders.emplace_back([&, thread] {
      httplib::Client client("127.0.0.1", port);
      client.set_keep_alive(true);
      for (int i = 0;; ++i) {
        const std::string id = numbered_id((round * threads + thread) * 100000 + i + 1);
        const auto answer =
            client.Post("/api/1/envelope/?sentry_key=abc", samples::envelope(payload, id), "text/plain");
        if (!answer) return;  // killed
        EXPECT_EQ(answer->status, 200);
        const std::lock_guard lock(mutex);
        answered.push_back(id);
        if (answered.size() == enough) kill(program.process(), SIGKILL);
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  program.wait();
  return answered;
}

std::set<std::string> rows(Database& database, const char* sql) {
  Statement statement(database, sql);
  std::set<std::string> values;
  while (statement.step()) values.insert(statement.text(0));
  return values;
}

// Every row that belongs to an envelope is there, and no other.
void expect_whole(const std::string& file) {
  Store(file).check();  // as a restart does, which also takes over what the log holds
  Database database(file);
  EXPECT_EQ(rows(database, "PRAGMA integrity_check"), std::set<std::string>{"ok"});
  EXPECT_TRUE(rows(database, "PRAGMA foreign_key_check").empty());
  EXPECT_TRUE(rows(database, "SELECT id FROM envelope WHERE id NOT IN (SELECT envelope FROM txn)").empty());
  EXPECT_TRUE(rows(database,
                   "SELECT id FROM txn WHERE span_count <> "
                   "(SELECT count(*) FROM span WHERE span.txn = txn.id)")
                  .empty());
}

TEST(Program, LosesNothingThatItAnsweredFor) {
  samples::TemporaryDirectory directory;
  const std::string file = directory.file("test.db");
  Program program({"--port", "0", "--db", file});
  httplib::Client client("127.0.0.1", program.port());
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
  EXPECT_EQ(names_of(store).size(), 20u);
  EXPECT_EQ(raw_of(store, numbered_id(19)), samples::envelope(samples::kTransaction, numbered_id(19)));
  EXPECT_EQ(trace_of(store, samples::kTraceId).back().spans.size(), 1u);

  Program again({"--port", "0", "--db", file});
  httplib::Client reader("127.0.0.1", again.port());
  const auto raw = reader.Get(("/api/envelopes/" + numbered_id(0)).c_str());
  ASSERT_TRUE(raw);
  EXPECT_EQ(raw->body, samples::envelope(samples::kTransaction, numbered_id(0)));
}

TEST(Program, LeavesNothingHalfWrittenWhenKilledUnderLoad) {
  samples::TemporaryDirectory directory;
  const std::string file = directory.file("test.db");
  std::set<std::string> answered;
  for (int round = 0; round < 5; ++round) {
    Program program({"--port", "0", "--db", file});
    const int port = program.port();
    const std::vector<std::string> ids = post_until_killed(program, port, 8, 60, round);
    answered.insert(ids.begin(), ids.end());
    EXPECT_GE(ids.size(), 60u);

    expect_whole(file);
    Database database(file);
    const std::set<std::string> stored = rows(database, "SELECT event_id FROM txn");
    EXPECT_TRUE(std::includes(stored.begin(), stored.end(), answered.begin(), answered.end())) << round;
  }
}

TEST(Program, LeavesNothingHalfRemovedWhenKilledInAFullFile) {
  samples::TemporaryDirectory directory;
  const std::string file = directory.file("test.db");
  for (int round = 0; round < 5; ++round) {
    Program program({"--port", "0", "--db", file, "--max-db", "2"});
    const int port = program.port();
    const std::vector<std::string> ids = post_until_killed(program, port, 8, 60, round);
    expect_whole(file);
    // What came last makes no room.
    Database database(file);
    EXPECT_TRUE(rows(database, "SELECT event_id FROM txn").count(ids.back())) << round;
  }
  EXPECT_LE(std::filesystem::file_size(file), 2u << 20);
}

TEST(Program, StopsCleanlyOnSignals) {
  samples::TemporaryDirectory directory;
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program({"--port", "0", "--db", directory.file("test.db")});
    httplib::Client client("127.0.0.1", program.port());
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
  program.port();
  const int status = program.stop(SIGTERM);  // perhaps before it began to serve
  EXPECT_TRUE(WIFEXITED(status));
}

TEST(Program, RefusesWhatItCanNotDo) {
  samples::TemporaryDirectory directory;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--port", "none"},
        {"--port", "0", "--db", directory.file("missing/x.db")},
        {"--port", "0", "--db", directory.file("")},
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
