// The columns that are kept beside the rows, to be read at once.

#include "demo/collector/store/column_bytes.h"

#include <gtest/gtest.h>

#include "demo/collector/base/hex_id.h"
#include "demo/collector/store/store.h"
#include "demo/collector/tests/samples.h"

namespace headwater::collector {
namespace {

Columns two_rows() {
  Columns columns;
  TransactionSummary summary;
  summary.row = 3;
  summary.event_id = samples::kEventId;
  summary.trace_id = samples::kTraceId;
  summary.span_id = "00000000000000aa";
  summary.name = "/first";
  summary.start = 1000;
  columns.add(summary, {{"plan", "free"}}, {{"lcp", {{"value", 300}, {"unit", "millisecond"}}}});
  summary.row = 5;
  summary.span_id = "00000000000000ab";
  summary.parent_id = "00000000000000aa";
  summary.name = "/first";
  summary.op = "pageload.late";
  columns.add(summary, {{"plan", "paid"}, {"host", "a"}}, {{"cls", 0.25}});
  return columns;
}

TEST(ColumnBytes, ComeOutAsTheyWentIn) {
  const Columns columns = two_rows();
  const auto read = columns_from(bytes_of(columns, 0, 2));
  ASSERT_TRUE(read);
  Columns all;
  all.append(*read, 0, 2);
  all.settle();
  EXPECT_EQ(all.ids, (std::vector<std::int64_t>{3, 5}));
  EXPECT_EQ(all.texts.text(all.name[1]), "/first");
  EXPECT_EQ(hex_of(all.event_id[0]), samples::kEventId);
  EXPECT_EQ(all.start[0], 1e6);
  EXPECT_EQ(all.late, (std::vector<std::uint8_t>{0, 1}));
  ASSERT_EQ(all.tags_count[1], 2);
  const auto tag = all.tags[all.tags_at[1]];
  EXPECT_EQ(all.texts.text(tag.key) + "=" + all.texts.text(tag.value), "plan=paid");
  EXPECT_EQ(all.tag_keys.at(*all.texts.find("plan")), 2u);
  EXPECT_EQ(all.texts.text(all.measurement_units.at(*all.texts.find("lcp"))), "millisecond");
  ASSERT_EQ(all.measurements_count[0], 2) << "with its follow-up's";
  EXPECT_EQ(all.measurement_values[all.measurements_at[0] + 1], 0.25);
}

TEST(ColumnBytes, OfOneRowHoldOnlyWhatItHas) {
  const auto read = columns_from(bytes_of(two_rows(), 1, 2));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->ids, (std::vector<std::int64_t>{5}));
  EXPECT_FALSE(read->texts.find("lcp"));
}

TEST(ColumnBytes, AreRefusedWhenTheyAreOthers) {
  const std::string bytes = bytes_of(two_rows(), 0, 2);
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(columns_from(bytes.substr(0, size)));
  EXPECT_FALSE(columns_from(bytes + '\0'));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = '\x7F';
    const auto read = columns_from(changed);  // a value may be another; what is read must be usable
    Columns all;
    if (read) all.append(*read, 0, static_cast<Columns::Row>(read->size()));
  }
}

class SegmentsTest : public testing::Test {
 protected:
  static constexpr int kFull = 3;  // segments, and a few rows more

  SegmentsTest() {
    { const Store maker(file_); }
    run("INSERT INTO envelope(id, event_id, received, project, raw) WITH RECURSIVE n(i) AS (SELECT 1 UNION "
        "ALL "
        "SELECT i + 1 FROM n WHERE i < " +
        std::to_string((kFull << kSegmentBits) + 10) +
        ") SELECT i, printf('%032x', i), i, '1', x'7b7d0a' FROM n;"
        "INSERT INTO txn(id, event_id, envelope, project, trace_id, span_id, name, start, dur, span_count, "
        "received, pending, tags, measurements) SELECT id, event_id, id, '1', event_id, printf('%016x', id), "
        "'/page/' || (id % 7), id, 1, 0, 1, 0, json_object('n', '' || id), '{}' FROM envelope");
  }

  void run(const std::string& sql) {
    Database database(file_);
    database.run("PRAGMA foreign_keys = ON");
    database.run(sql.c_str());
  }
  std::string segments() {
    Database database(file_);
    Statement find(database, "SELECT group_concat(segment, ' ') FROM txn_columns");
    find.step();
    return find.text(0);
  }
  // The name of a transaction as the columns have it; "" if they don't.
  static std::string name_of(Store& store, std::int64_t id) {
    const auto reading = store.read();
    const auto row = reading.columns.find(id);
    return row ? reading.columns.texts.text(reading.columns.name[*row]) : "";
  }

  const samples::TemporaryDirectory directory_;
  const std::string file_ = directory_.file("segments.db");
};

TEST_F(SegmentsTest, AreWrittenWhenTheFileIsOpenedAndReadTheNextTime) {
  {
    Store store(file_);
    EXPECT_EQ(name_of(store, 100), "/page/2");
  }
  EXPECT_EQ(segments(), "0 1");
  run("DROP TRIGGER txn_changed; UPDATE txn SET name = '/other'");
  Store store(file_);
  EXPECT_EQ(name_of(store, 100), "/page/2") << "from the segment";
  EXPECT_EQ(name_of(store, 2 << kSegmentBits), "/other") << "from its row";
  EXPECT_EQ(store.read().columns.size(), std::size_t{kFull << kSegmentBits} + 10);
  EXPECT_EQ(store.last_id(), (kFull << kSegmentBits) + 10);
}

TEST_F(SegmentsTest, AreNotBelievedWhenARowHasChangedOrGone) {
  { const Store store(file_); }
  run("UPDATE txn SET name = '/other' WHERE id = 100");
  EXPECT_EQ(segments(), "1");
  {
    Store store(file_);
    EXPECT_EQ(name_of(store, 100), "/other");
  }
  EXPECT_EQ(segments(), "0 1");
  {
    Store store(file_);
    EXPECT_EQ(store.remove_before(3000, 5000, {}), 2999);
    EXPECT_EQ(segments(), "");
  }
  Store store(file_);
  EXPECT_EQ(name_of(store, 2999), "");
  EXPECT_EQ(name_of(store, 3000), "/page/4");
  EXPECT_EQ(segments(), "1");
}

TEST_F(SegmentsTest, AreReadFromRowsWhenTheyAreBroken) {
  { const Store store(file_); }
  run("UPDATE txn_columns SET bytes = x'00' WHERE segment = 0");
  Store store(file_);
  EXPECT_EQ(name_of(store, 100), "/page/2");
  EXPECT_EQ(store.read().columns.size(), std::size_t{kFull << kSegmentBits} + 10);
}

TEST_F(SegmentsTest, AreWrittenAsTransactionsCome) {
  run("DELETE FROM envelope WHERE id > " + std::to_string((kFull << kSegmentBits) - 2));
  Store store(file_);
  NewEnvelope envelope;
  for (int i = 0; i < 3; ++i) {
    envelope.transaction.emplace();
    envelope.transaction->event_id = envelope.event_id =
        derived_event_id(samples::kTraceId, std::to_string(i));
    envelope.transaction->trace_id = samples::kTraceId;
    envelope.transaction->span_id = "00000000000000aa";
    envelope.project = "1";
    envelope.raw = std::to_string(i);
    EXPECT_EQ(segments(), i < 1 ? "0" : "0 1") << i;
    EXPECT_TRUE(store.add(envelope));
  }
}

TEST_F(SegmentsTest, OfOtherIdsAreNotBelieved) {
  { const Store store(file_); }
  run("DELETE FROM envelope WHERE id >= " + std::to_string(2 << kSegmentBits) +
      "; INSERT INTO txn_columns SELECT 2, bytes FROM txn_columns WHERE segment = 0");
  Store store(file_);
  EXPECT_EQ(store.read().columns.size(), std::size_t{2 << kSegmentBits} - 1);
}

}  // namespace
}  // namespace headwater::collector
