#include "demo/collector/store/store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

#include "demo/collector/ingest/transaction_reader.h"
#include "demo/collector/tests/raw_of.h"
#include "demo/collector/tests/refused.h"
#include "demo/collector/tests/samples.h"
#include "demo/collector/tests/stored.h"

namespace headwater::collector {
namespace {

class StoreTest : public testing::Test {
 protected:
  // A transaction of that event id, name and start.
  NewEnvelope transaction(const std::string& event_id, const std::string& name, double start) {
    NewEnvelope envelope{event_id, 1700000100.0,         "42",
                         "sdk/1",  "raw of " + event_id, read_transaction(samples::kTransaction, event_id),
                         {}};
    envelope.transaction->name = name;
    envelope.transaction->start = start;
    return envelope;
  }

  std::string names() {
    std::string text;
    for (const std::string& name : names_of(store_)) text += name;
    return text;
  }

  samples::TemporaryDirectory directory_;
  Store store_{directory_.file("test.db")};
};

std::string id(char digit) { return std::string(32, digit); }

TEST_F(StoreTest, GivesBackWhatItTook) {
  EXPECT_TRUE(store_.add(transaction(id('a'), "/shop", 1700000000.5)));
  const auto trace = trace_of(store_, samples::kTraceId);
  ASSERT_EQ(trace.size(), 1u);
  const TransactionSummary& summary = trace[0].summary;
  EXPECT_EQ(summary.event_id, id('a'));
  EXPECT_EQ(summary.trace_id, samples::kTraceId);
  EXPECT_EQ(summary.span_id, samples::kSpanId);
  EXPECT_EQ(summary.name, "/shop");
  EXPECT_EQ(summary.op, "pageload");
  EXPECT_EQ(summary.status, "ok");
  EXPECT_EQ(summary.environment, "staging");
  EXPECT_EQ(summary.release, "shop@1");
  EXPECT_EQ(summary.project, "42");
  EXPECT_EQ(summary.sdk, "sdk/1");
  EXPECT_EQ(summary.start, 1700000000.5);
  EXPECT_EQ(summary.duration, 0.75);
  EXPECT_EQ(summary.received, 1700000100.0);
  EXPECT_EQ(summary.span_count, 1);
  EXPECT_FALSE(summary.parent_id);

  EXPECT_EQ(to_text(trace[0].tags), R"({"plan":"free"})");
  EXPECT_EQ(trace[0].measurements["lcp"]["unit"], "millisecond");
  EXPECT_EQ(trace[0].data["sentry.origin"], "auto.pageload.browser");
  EXPECT_EQ(trace[0].body["platform"], "javascript");
  ASSERT_EQ(trace[0].spans.size(), 1u);
  EXPECT_EQ(trace[0].spans[0].description, "GET /api/items");
  EXPECT_EQ(trace[0].spans[0].duration, 0.25);
  EXPECT_EQ(to_text(trace[0].spans[0].extra), R"({"origin":"auto.http.browser"})");
  EXPECT_EQ(raw_of(store_, id('a')), "raw of " + id('a'));
  EXPECT_TRUE(trace_of(store_, id('f')).empty());
  EXPECT_FALSE(raw_of(store_, id('f')));
}

TEST_F(StoreTest, KeepsRawBytesExactly) {
  const std::string bytes("\0\xFF\n\r x", 6);
  store_.add({id('a'), 1, "1", std::nullopt, bytes, std::nullopt, {}});
  EXPECT_EQ(raw_of(store_, id('a')), bytes);
  EXPECT_TRUE(names_of(store_).empty());
}

TEST_F(StoreTest, TakesATransactionOnce) {
  EXPECT_TRUE(store_.add(transaction(id('a'), "first", 1)));
  EXPECT_FALSE(store_.add(transaction(id('a'), "second", 2)));
  EXPECT_EQ(names(), "first");
}

TEST_F(StoreTest, TakesOtherEnvelopesOfOneIdUnlessTheyAreEqual) {
  EXPECT_TRUE(store_.add({id('a'), 1, "1", std::nullopt, "segment 0", std::nullopt, {}}));
  EXPECT_TRUE(store_.add({id('a'), 2, "1", std::nullopt, "segment 1", std::nullopt, {}}));
  EXPECT_FALSE(store_.add({id('a'), 3, "1", std::nullopt, "segment 1", std::nullopt, {}}));
  EXPECT_EQ(raw_of(store_, id('a')), "segment 0");
  EXPECT_TRUE(store_.add(transaction(id('a'), "/", 1)));
  EXPECT_EQ(raw_of(store_, id('a')), "raw of " + id('a'));
}

TEST_F(StoreTest, OpensItsFileAgain) {
  store_.add(transaction(id('a'), "a", 10));
  Store again(directory_.file("test.db"));
  EXPECT_EQ(names_of(again).size(), 1u);
}

TEST_F(StoreTest, TellsEnvelopesApartWithoutReadingThemAgain) {
  NewEnvelope envelope{id('a'), 1, "1", std::nullopt, "segment 0", std::nullopt, {}};
  EXPECT_TRUE(store_.add(envelope));
  Database other(directory_.file("test.db"));
  other.run("UPDATE envelope SET raw = x'00'");
  EXPECT_FALSE(store_.add(envelope));
  // As collectors before version 3 of the schema left it.
  other.run("UPDATE envelope SET raw = CAST('segment 0' AS BLOB), digest = NULL");
  EXPECT_FALSE(store_.add(envelope));
  envelope.raw = "segment 1";
  EXPECT_TRUE(store_.add(envelope));
}

TEST_F(StoreTest, LetsWhatCameFirstMakeRoom) {
  constexpr std::size_t kLimit = 4 << 20;
  const std::string file = directory_.file("small.db");
  Store small(file, kLimit);
  const auto numbered = [this](int number) {
    const std::string digits = std::to_string(number);
    NewEnvelope envelope = transaction(std::string(32 - digits.size(), 'a') + digits, digits, number);
    envelope.discarded = {{"queue_overflow", "transaction", 1}};
    envelope.raw = std::string(20000, 'x') + digits;
    return envelope;
  };
  int count = 0;
  while (small.removed() < 100) {
    ASSERT_TRUE(small.add(numbered(count++)));
    ASSERT_LT(count, 1000);
  }
  const auto kept = names_of(small);
  ASSERT_EQ(kept.front(), std::to_string(count - 1));
  EXPECT_FALSE(raw_of(small, numbered(0).event_id));
  EXPECT_EQ(static_cast<std::int64_t>(kept.size()), count - small.removed());
  EXPECT_GE(kept.size(), 100u) << "no more is removed than needed";
  EXPECT_EQ(kept.back(), std::to_string(small.removed())) << "the oldest went first";
  Database database(file);
  for (const char* rows :
       {"SELECT count(*) FROM txn", "SELECT count(*) FROM span", "SELECT count(*) FROM tag",
        "SELECT count(*) FROM discarded", "SELECT count(*) FROM envelope"}) {
    Statement statement(database, rows);
    ASSERT_TRUE(statement.step());
    EXPECT_EQ(statement.integer(0), static_cast<std::int64_t>(kept.size())) << rows;
  }
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_LE(std::filesystem::file_size(file), kLimit);
}

TEST_F(StoreTest, RemovesNothingForWhatDoesNotFit) {
  const std::string file = directory_.file("small.db");
  Store small(file, 1 << 20);
  EXPECT_TRUE(small.add(transaction(id('a'), "a", 10)));
  NewEnvelope large = transaction(id('b'), "b", 20);
  large.raw = std::string(2 << 20, 'x');
  EXPECT_EQ(refused([&] { small.add(large); }), "413 envelope too large: the file may have 1048576 bytes");
  large.raw.resize((1 << 20) - 1);  // the tables need some of them
  EXPECT_THROW(small.add(large), DatabaseFull);
  EXPECT_TRUE(small.add(transaction(id('c'), "c", 30)));
  EXPECT_EQ(names_of(small).size(), 2u);
  EXPECT_EQ(small.removed(), 0);
  EXPECT_EQ(raw_of(small, id('a')), "raw of " + id('a'));

  // One that has grown already stays as large as it is.
  Store smaller(file, 1);
  EXPECT_EQ(names_of(smaller).size(), 2u);
  large.raw = std::string(200000, 'x');
  EXPECT_EQ(refused([&] { smaller.add(large); }).substr(0, 12), "413 envelope");
  EXPECT_EQ(names_of(smaller).size(), 2u);
}

TEST_F(StoreTest, StoresAllOfAnEnvelopeOrNothing) {
  // Spans are inserted last, so this fails when all else is there already.
  Database(directory_.file("test.db"))
      .run("CREATE TRIGGER no BEFORE INSERT ON span BEGIN SELECT RAISE(ABORT, 'no'); END");
  EXPECT_THROW(store_.add(transaction(id('a'), "a", 10)), std::runtime_error);
  EXPECT_TRUE(names_of(store_).empty());
  EXPECT_FALSE(raw_of(store_, id('a')));
  Database(directory_.file("test.db")).run("DROP TRIGGER no");
  EXPECT_TRUE(store_.add(transaction(id('a'), "a", 10)));
}

// What is written to a file without a name is lost with the process.
TEST_F(StoreTest, SaysThatItsFileIsGone) {
  EXPECT_TRUE(store_.add(transaction(id('a'), "a", 10)));
  std::filesystem::remove(directory_.file("test.db"));
  EXPECT_THROW(store_.add(transaction(id('b'), "b", 10)), DatabaseBusy);
  EXPECT_THROW(store_.check(), DatabaseBusy);
  EXPECT_THROW(store_.raw_envelope(id('a')), DatabaseBusy);
  EXPECT_EQ(store_.read().columns.size(), 1u);
}

TEST_F(StoreTest, RemovesWhatIsOld) {
  for (const char digit : {'a', 'b', 'c', 'd'}) {
    NewEnvelope envelope = transaction(id(digit), std::string(1, digit), 10);
    envelope.received = digit - 'a';
    store_.add(envelope);
  }
  EXPECT_EQ(store_.remove_before(3, 2, {}), 2);
  EXPECT_EQ(names(), "cd");
  EXPECT_EQ(store_.remove_before(3, 2, {}), 1);
  EXPECT_EQ(store_.remove_before(3, 2, {}), 0);
  EXPECT_EQ(names(), "d");
  const auto reading = store_.read();
  EXPECT_TRUE(reading.columns.is_alive(3));
  EXPECT_FALSE(reading.columns.is_alive(2));
}

TEST_F(StoreTest, NeverGivesAnIdAgain) {
  store_.add(transaction(id('a'), "a", 10));
  const auto first = store_.last_id();
  EXPECT_EQ(store_.remove_before(2e9, 10, {}), 1);
  store_.add(transaction(id('b'), "b", 10));
  EXPECT_GT(store_.last_id(), first);
}

TEST_F(StoreTest, ForgetsRowsThatAreGone) {
  for (int i = 0; i < 6000; ++i) {
    const std::string digits = std::to_string(i);
    NewEnvelope envelope = transaction(std::string(32 - digits.size(), 'a') + digits, "name " + digits, i);
    envelope.received = i;
    envelope.raw += digits;
    envelope.transaction->tags = {{i < 5000 ? "old" : "new", digits}};
    store_.add(envelope);
  }
  EXPECT_EQ(store_.remove_before(5000, 10000, {}), 5000);
  const auto reading = store_.read();
  const Columns& columns = reading.columns;
  ASSERT_EQ(columns.size(), 1000u);
  EXPECT_LT(columns.texts.size(), 2100u);
  EXPECT_EQ(columns.texts.text(columns.name[0]), "name 5000");
  EXPECT_EQ(columns.texts.text(columns.tags[columns.tags_at[999]].value), "5999");
  EXPECT_EQ(columns.tag_keys.size(), 1u);
  EXPECT_EQ(columns.measurement_values[columns.measurements_at[999]], 812.5);
}

}  // namespace
}  // namespace headwater::collector
