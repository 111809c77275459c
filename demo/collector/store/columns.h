#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "demo/collector/store/dictionary.h"
#include "demo/collector/store/rows.h"

namespace headwater::collector {

// What queries look at of a transaction.
struct TransactionSummary {
  std::int64_t row = 0;  // its id in the file
  std::string event_id;
  std::string trace_id;
  std::string span_id;
  std::optional<std::string> parent_id;
  std::string name;
  std::optional<std::string> op;
  std::optional<std::string> status;
  std::optional<std::string> service;
  std::optional<std::string> environment;
  std::optional<std::string> release;
  std::string project;
  std::optional<std::string> sdk;
  std::optional<std::string> user;
  std::optional<double> sample_rate;
  double start = 0;
  double duration = 0;
  double received = 0;
  std::int64_t span_count = 0;
};

// 32 hex digits.
struct TraceId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const TraceId&) const = default;
};

TraceId trace_id_of(std::string_view hex);
std::uint64_t span_id_of(std::string_view hex);  // 0 for an empty one
std::string hex_of(const TraceId& id);
std::string hex_of(std::uint64_t id);

// All transactions of the file as columns in memory, in the order of their ids: SQLite takes 0.4 s to look at
// a million rows of an index and seconds to group them, this a hundredth of it. A transaction takes 160
// bytes, 8 for each tag and 12 for each measurement; different texts are kept once. Moments and durations are
// milliseconds here. A row that was removed stays until there are as many of them as of the others.
class Columns {
 public:
  using Row = std::uint32_t;
  struct Tag {
    std::uint32_t key;
    std::uint32_t value;
  };
  struct Measurement {
    std::uint32_t key;
    double value;
  };

  // A follow-up's measurements are those of its page: `page` is the id of its row, if that is known.
  void add(const TransactionSummary& summary, const Json& tags, const Json& measurements,
           std::optional<std::int64_t> page = std::nullopt);
  // Adds those rows of [from, to) of another that are alive, as they are: settle() belongs behind.
  void append(const Columns& other, Row from, Row to);
  // Finds the pages of all follow-ups.
  void settle();
  void remove(const std::vector<std::int64_t>& ids);
  void set_span_count(std::int64_t id, std::int64_t count);
  void set_measurements(std::int64_t id, const Json& measurements);

  std::size_t size() const { return ids.size(); }
  bool is_alive(Row row) const { return alive[row] != 0; }
  std::optional<Row> find(std::int64_t id) const;
  // The first row of that id or a larger one.
  Row lower_bound(std::int64_t id) const;

  std::vector<std::int64_t> ids;
  std::vector<std::uint8_t> alive;
  std::vector<std::uint8_t> late;  // a follow-up (op "….late")
  std::vector<double> start;
  std::vector<double> duration;
  std::vector<double> received;
  std::vector<double> sample_rate;  // NaN: not told
  std::vector<std::uint32_t> span_count;
  std::vector<TraceId> event_id;
  std::vector<TraceId> trace_id;
  std::vector<std::uint64_t> span_id;
  std::vector<std::uint64_t> parent_id;
  // Numbers of texts.
  std::vector<std::uint32_t> name, op, status, service, environment, release, project, sdk, user;
  // Of a row those from *_at on, *_count of them.
  std::vector<std::uint32_t> tags_at, measurements_at;
  std::vector<std::uint16_t> tags_count, measurements_count;
  std::vector<Tag> tags;
  std::vector<std::uint32_t> measurement_keys;
  std::vector<double> measurement_values;

  // Calls visit(&Columns::column) for each that has a value for a row: here those that say the same anywhere,
  // below those with numbers of texts. `alive` and where a row's tags and measurements stand are in neither.
  template <typename Visit>
  static void each_plain(Visit visit) {
    visit(&Columns::ids), visit(&Columns::late), visit(&Columns::start), visit(&Columns::duration);
    visit(&Columns::received), visit(&Columns::sample_rate), visit(&Columns::span_count);
    visit(&Columns::event_id), visit(&Columns::trace_id), visit(&Columns::span_id);
    visit(&Columns::parent_id), visit(&Columns::tags_count), visit(&Columns::measurements_count);
  }
  template <typename Visit>
  static void each_text(Visit visit) {
    for (auto column :
         {&Columns::name, &Columns::op, &Columns::status, &Columns::service, &Columns::environment,
          &Columns::release, &Columns::project, &Columns::sdk, &Columns::user})
      visit(column);
  }

  Dictionary texts;
  std::map<std::uint32_t, std::size_t> tag_keys;             // by key: how many rows have had it
  std::map<std::uint32_t, std::uint32_t> measurement_units;  // by key: its unit, 0 for none

 private:
  struct Page {
    TraceId trace;
    std::uint64_t span;
    bool operator==(const Page&) const = default;
  };
  struct PageHash {
    std::size_t operator()(const Page& page) const { return page.trace.low ^ page.span; }
  };

  std::uint32_t number_of(const std::optional<std::string>& text);
  void write_measurements(Row row, const Json& measurements);
  void merge_waiting(Row page);
  void merge(Row page, Row follow_up);
  void compact();

  std::size_t dead_ = 0;
  std::unordered_map<Page, std::vector<std::int64_t>, PageHash>
      waiting_;  // follow-ups, by the page that hasn't come
};

}  // namespace headwater::collector
