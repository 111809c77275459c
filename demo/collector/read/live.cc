#include "demo/collector/read/live.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "demo/collector/read/params.h"
#include "demo/collector/read/read_api.h"
#include "demo/collector/read/table.h"

namespace headwater::collector {
namespace {

constexpr const char* kDefaultColumns = "transaction,op,status,service,start,duration,trace,id";
constexpr std::size_t kMostRows = 200;  // of one event
constexpr std::chrono::seconds kQuiet{15};

// What one stream is asked for, and how far it is.
struct Stream {
  Selection selection;
  std::vector<std::string> columns;
  std::int64_t after = 0;
  std::string said;  // sent first: proxies and browsers hold a stream back until something comes
};

// The event for what has come since, or nothing.
std::string event_of(Store& store, Stream& stream) {
  const auto reading = store.read();
  const Columns& columns = reading.columns;
  auto next = std::upper_bound(columns.ids.begin(), columns.ids.end(), stream.after);
  if (next == columns.ids.end()) return {};
  const Condition condition(columns, stream.selection.query);
  std::vector<Field> fields;
  for (const std::string& name : stream.columns) fields.emplace_back(columns, name);
  Json rows = Json::array();
  for (; next != columns.ids.end() && rows.size() < kMostRows; ++next) {
    stream.after = *next;
    const auto row = static_cast<Columns::Row>(next - columns.ids.begin());
    if (!condition.holds(row)) continue;
    Json line = Json::array();
    for (const Field& field : fields) line.push_back(cell(columns, field, row));
    rows.push_back(std::move(line));
  }
  return rows.empty() ? std::string() : "event: added\ndata: " + to_text({{"rows", rows}}) + "\n\n";
}

}  // namespace

void Live::open(const httplib::Request& request, httplib::Response& response) {
  const auto stream = std::make_shared<Stream>();
  stream->selection = read_selection(request.params, now_in_ms());
  stream->columns = read_columns(text_param(request.params, "columns", kDefaultColumns));
  {
    const auto reading = store_.read();
    const Condition checked(reading.columns, stream->selection.query);
    for (const std::string& name : stream->columns) {
      if (name.back() == ')' && Aggregate::read(reading.columns, name))
        throw QueryError("columns are values alone here, which " + name + " is not");
    }
  }
  if (left_.fetch_sub(1) <= 0) {
    ++left_;
    throw Refusal(503, "too many live streams",
                  {"close some of the pages that show new transactions as they arrive"});
  }
  stream->after = store_.last_id();
  stream->said = ": from here on\n\n";
  response.set_header("Cache-Control", "no-store");
  response.set_header("X-Accel-Buffering", "no");
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, stream](std::size_t, httplib::DataSink& sink) {
        const auto send = [&](const std::string& text) { return sink.write(text.data(), text.size()); };
        if (!stream->said.empty() && !send(std::exchange(stream->said, {}))) return false;
        const auto end = std::chrono::steady_clock::now() + kQuiet;
        while (!stopping_) {
          const auto left =
              std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
          if (left.count() <= 0) return send(":\n\n");
          store_.await_after(stream->after, left, stopping_);
          if (stopping_) break;
          try {
            if (const std::string event = event_of(store_, *stream); !event.empty()) return send(event);
          } catch (const Refusal&) {
            break;  // what was a measurement is a tag now
          }
        }
        sink.done();
        return true;
      },
      [this](bool) { ++left_; });
}

void Live::stop() {
  stopping_ = true;
  store_.wake();
}

}  // namespace headwater::collector
