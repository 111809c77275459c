// Files that other versions of the collector wrote, or other programs.

#include "demo/collector/store/schema.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "demo/collector/ingest/transaction_reader.h"
#include "demo/collector/store/store.h"
#include "demo/collector/tests/raw_of.h"
#include "demo/collector/tests/samples.h"
#include "demo/collector/tests/schema_1.h"
#include "demo/collector/tests/stored.h"

namespace headwater::collector {
namespace {

class SchemaTest : public testing::Test {
 protected:
  std::string made(const std::string& name, const std::string& sql) {
    Database(directory_.file(name)).run(sql.c_str());
    return directory_.file(name);
  }

  static std::string bytes_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  // Why the store does not take the file, without its name.
  static std::string why_not(const std::string& file) {
    try {
      const Store store(file);
    } catch (const std::runtime_error& error) {
      const std::string start = "can't use " + file + ": ";
      const std::string text = error.what();
      EXPECT_EQ(text.substr(0, start.size()), start);
      return text.size() > start.size() ? text.substr(start.size()) : text;
    }
    return "is taken";
  }

  samples::TemporaryDirectory directory_;
};

TEST_F(SchemaTest, TakesAFileOfVersion1) {
  const std::string file = made("old.db", std::string(samples::kSchema1) + samples::kRows1);
  for (int time = 0; time < 2; ++time) {
    Store store(file);
    EXPECT_EQ(raw_of(store, samples::kEventId), std::string("{}\n\0\xFF", 5));
    const auto trace = trace_of(store, samples::kTraceId);
    ASSERT_EQ(trace.size(), 1u + static_cast<unsigned>(time));
    EXPECT_EQ(trace[0].summary.name, "/old");
    EXPECT_EQ(trace[0].body["platform"], "javascript");
    ASSERT_EQ(trace[0].spans.size(), 1u);
    EXPECT_EQ(trace[0].spans[0].description, "old span");
    EXPECT_EQ(trace.back().summary.service, time == 0 ? "shop" : "sentry.javascript.browser.headwater");
    EXPECT_EQ(store.discarded().size(), static_cast<unsigned>(time));

    const std::string id(32, 'a');
    NewEnvelope envelope{id,
                         1,
                         "42",
                         "sdk/1",
                         "raw",
                         read_transaction(samples::kTransaction, id),
                         {{"queue_overflow", "transaction", 3}}};
    envelope.transaction->start += 100;
    EXPECT_EQ(store.add(envelope), time == 0);
    envelope.transaction->event_id = samples::kEventId;
    EXPECT_FALSE(store.add(envelope)) << "what it held is known still";
  }
  Database database(file);
  for (const char* check :
       {"PRAGMA integrity_check", "SELECT CASE user_version WHEN 5 THEN 'ok' END FROM pragma_user_version"}) {
    Statement statement(database, check);
    ASSERT_TRUE(statement.step());
    EXPECT_EQ(statement.text(0), "ok") << check;
  }
}

TEST_F(SchemaTest, TakesAFileOfVersion2) {
  const std::string file =
      made("old.db", std::string(samples::kSchema1) + samples::kRows1 +
                         "CREATE TABLE discarded(envelope INTEGER NOT NULL REFERENCES envelope(id) ON DELETE "
                         "CASCADE, reason TEXT NOT NULL, category TEXT NOT NULL, quantity INTEGER NOT NULL);"
                         "CREATE INDEX discarded_envelope ON discarded(envelope);"
                         "INSERT INTO discarded VALUES (7, 'queue_overflow', 'transaction', 3);"
                         "INSERT INTO envelope VALUES (8, 'aa', 1, '42', NULL, x'00');"
                         "PRAGMA user_version = 2");
  Store store(file);
  EXPECT_EQ(names_of(store).size(), 1u);
  EXPECT_EQ(store.discarded().size(), 1u);
  EXPECT_FALSE(store.add({"aa", 1, "42", std::nullopt, std::string(1, '\0'), std::nullopt, {}}));
  EXPECT_TRUE(store.add({"aa", 1, "42", std::nullopt, "other", std::nullopt, {}}));
}

TEST_F(SchemaTest, LeavesOtherFilesAsTheyAre) {
  const std::string other = "it holds something else than a collector's tables";
  const std::string notes = "CREATE TABLE notes(text); INSERT INTO notes VALUES ('mine');";
  const std::string complete = std::string(samples::kSchema1) + "CREATE TABLE discarded(reason);";
  const std::pair<std::string, std::string> files[] = {
      {made("newer.db", complete + "PRAGMA user_version = 6"),
       "it has schema version 6, this collector knows 5"},
      {made("notes.db", notes), other},
      {made("notes1.db", notes + "PRAGMA user_version = 1"), other},
      {made("notes2.db", notes + "PRAGMA user_version = 2"), other},
      {made("negative.db", notes + "PRAGMA user_version = -1"), other},
      {made("half.db", std::string(samples::kSchema1) + "PRAGMA user_version = 2"), other},
      {made("unnumbered.db", complete + "PRAGMA user_version = 0"), other}};
  for (const auto& [file, why] : files) {
    const std::string before = bytes_of(file);
    EXPECT_EQ(why_not(file), why) << file;
    EXPECT_EQ(bytes_of(file), before) << file;
  }
  const std::string text = directory_.file("text.db");
  std::ofstream(text) << "hello, " << std::string(5000, 'x');
  const std::string cut = directory_.file("cut.db");
  std::ofstream(cut, std::ios::binary) << bytes_of(files[0].first).substr(0, 3000);
  for (const auto& [file, why] : {std::pair(text, "sqlite: file is not a database"),
                                  std::pair(cut, "sqlite: database disk image is malformed")}) {
    const std::string before = bytes_of(file);
    EXPECT_EQ(why_not(file), why);
    EXPECT_EQ(bytes_of(file), before);
  }
}

TEST_F(SchemaTest, TakesATableThatSomebodyAdded) {
  const std::string file = made("mine.db", samples::kSchema1);
  made("mine.db", "CREATE TABLE notes(text)");
  EXPECT_EQ(why_not(file), "is taken");
}

TEST_F(SchemaTest, NeedsAFile) {
  EXPECT_EQ(why_not(directory_.file("missing/x.db")), "unable to open database file");
  EXPECT_EQ(why_not(directory_.file("")), "it is no file");
  EXPECT_EQ(why_not("/dev/null"), "it is no file");
  ASSERT_EQ(mkfifo(directory_.file("pipe").c_str(), 0600), 0);
  EXPECT_EQ(why_not(directory_.file("pipe")), "it is no file");
  // Each connection would have one of its own.
  EXPECT_EQ(why_not(""), "it names no file");
  EXPECT_EQ(why_not(":memory:"), "it names no file");
}

TEST_F(SchemaTest, NeedsToWrite) {
  const std::string file = made("fixed.db", samples::kSchema1);
  const std::string before = bytes_of(file);
  namespace fs = std::filesystem;
  fs::permissions(directory_.file(""), fs::perms::all);
  fs::permissions(file, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  constexpr uid_t kNobody = 65534;
  const bool root = geteuid() == 0;  // who may write anything
  ASSERT_EQ(seteuid(root ? kNobody : geteuid()), 0);
  const std::string why = why_not(file);
  ASSERT_EQ(seteuid(root ? 0 : geteuid()), 0);
  EXPECT_EQ(why, "it may not be written");
  EXPECT_EQ(bytes_of(file), before);
}

}  // namespace
}  // namespace headwater::collector
