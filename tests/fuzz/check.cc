#include "tests/fuzz/check.h"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "src/record/limits.h"
#include "src/text/ids.h"

namespace headwater::fuzz {
namespace {

using Json = nlohmann::json;

// The objects whose members we name, by their path. What is below them is the page's own JSON, where a member
// may be there twice.
const std::set<std::string> kOurs = {"",
                                     "/contexts",
                                     "/contexts/headwater",
                                     "/contexts/trace",
                                     "/contexts/trace/data",
                                     "/sdk",
                                     "/tags",
                                     "/request",
                                     "/extra",
                                     "/measurements",
                                     "/spans",
                                     "/spans/data",
                                     "/spans/tags",
                                     "/spans/links",
                                     "/spans/links/attributes",
                                     "/breakdowns"};

// Parses one of our texts.
Json parse(std::string_view text, const std::string& envelope) {
  struct Open {
    std::string path;
    std::string last_key;
    std::set<std::string> keys;
  };
  std::vector<Open> open;
  const auto visit = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) {
      open.push_back({open.empty()                   ? ""
                      : open.back().last_key.empty() ? open.back().path
                                                     : open.back().path + '/' + open.back().last_key,
                      "",
                      {}});
    } else if (event == Json::parse_event_t::object_end) {
      open.pop_back();
    } else if (event == Json::parse_event_t::key) {
      Open& object = open.back();
      object.last_key = parsed.get<std::string>();
      if (!object.keys.insert(object.last_key).second && kOurs.count(object.path)) {
        fail("a member is there twice: " + object.path + '/' + object.last_key, envelope);
      }
    }
    return true;
  };
  Json json = Json::parse(text, visit, false);
  if (!json.is_object()) fail("not a JSON object", envelope);
  return json;
}

void check_id(const Json& object, const char* name, std::size_t digits, const std::string& envelope) {
  const auto member = object.find(name);
  if (member == object.end() || !member->is_string() || !is_hex_id(member->get<std::string>(), digits)) {
    fail(std::string(name) + " is no id", envelope);
  }
}

void check_times(const Json& object, const std::string& envelope) {
  const Json& start = object.at("start_timestamp");
  const Json& end = object.at("timestamp");
  if (!start.is_number() || !end.is_number()) fail("a time is no number", envelope);
  if (start.get<double>() > end.get<double>()) fail("an end before the start", envelope);
}

// How many entries a span stands for. A span of the page's own may have any data.
std::uint32_t count_of(const Json& span) {
  const auto data = span.find("data");
  if (data == span.end()) return 1;
  const auto count = data->find("resource.count");
  return count != data->end() && count->is_number_unsigned() ? count->get<std::uint32_t>() : 1;
}

void check_report(std::string_view payload, const std::string& envelope, Contents& contents) {
  if (payload.size() > 1024) fail("the report is too long", envelope);
  const Json report = parse(payload, envelope);
  for (const Json& event : report.at("discarded_events")) {
    const std::uint32_t quantity = event.at("quantity").get<std::uint32_t>();
    if (quantity == 0) fail("nothing was discarded", envelope);
    if (event.at("category") == "transaction")
      contents.discarded[event.at("reason").get<std::string>()] += quantity;
  }
}

// The items of an envelope that has no transaction.
void check_standalone_spans(std::string_view rest, const std::string& envelope, Contents& contents) {
  while (!rest.empty()) {
    const std::size_t line = rest.find('\n');
    if (line == std::string::npos) fail("half an item", envelope);
    const Json item = parse(rest.substr(0, line), envelope);
    const std::size_t length = item.at("length").get<std::size_t>();
    if (rest.size() < line + length + 2 || rest[line + 1 + length] != '\n')
      fail("the length is wrong", envelope);
    const std::string_view payload = rest.substr(line + 1, length);
    rest.remove_prefix(line + length + 2);
    if (item.at("type") == "client_report") {
      check_report(payload, envelope, contents);
      continue;
    }
    if (item.at("type") != "span") fail("an item that is no span", envelope);
    const Json span = parse(payload, envelope);
    check_id(span, "trace_id", 32, envelope);
    check_id(span, "span_id", 16, envelope);
    check_id(span, "segment_id", 16, envelope);
    check_times(span, envelope);
    if (span.at("measurements").size() != 1) fail("not one measurement", envelope);
  }
}

}  // namespace

void fail(std::string_view what, std::string_view text) {
  std::fprintf(stderr, "\n%.*s\n\n%.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(text.size()), text.data());
  std::abort();
}

Contents check_envelope(const std::string& text) {
  const std::size_t first = text.find('\n');
  const std::size_t second = text.find('\n', first + 1);
  if (first == std::string::npos || second == std::string::npos) fail("no envelope", text);
  const std::string_view view = text;
  const Json header = parse(view.substr(0, first), text);
  const Json item = parse(view.substr(first + 1, second - first - 1), text);
  const std::size_t length = item.at("length").get<std::size_t>();
  const std::size_t end = second + 1 + length + 1;
  if (text.size() < end || text[end - 1] != '\n') fail("the length is wrong", text);
  Contents contents;
  contents.payload = view.substr(second + 1, length);
  if (item.at("type") == "client_report") {
    if (text.size() != end) fail("something behind the report", text);
    check_report(contents.payload, text, contents);
    return contents;
  }
  if (item.at("type") == "span") {
    check_standalone_spans(view.substr(first + 1), text, contents);
    return contents;
  }
  check_id(header, "event_id", 32, text);
  if (length > limits::kPayload) fail("the payload is too long", text);

  const Json event = parse(contents.payload, text);
  contents.event_id = header.at("event_id").get<std::string>();
  if (event.at("event_id") != header.at("event_id")) fail("two event ids", text);
  check_times(event, text);
  const Json& trace = event.at("contexts").at("trace");
  check_id(trace, "trace_id", 32, text);
  check_id(trace, "span_id", 16, text);
  if (trace.contains("parent_span_id")) check_id(trace, "parent_span_id", 16, text);

  if (text.size() > end) {
    const std::size_t third = text.find('\n', end);
    if (third == std::string::npos) fail("half an item", text);
    const Json more = parse(view.substr(end, third - end), text);
    if (more.at("type") != "client_report" ||
        text.size() != third + 1 + more.at("length").get<std::size_t>() + 1)
      fail("an item that is no report", text);
    check_report(view.substr(third + 1, text.size() - third - 2), text, contents);
  }
  std::set<std::string> ids = {trace.at("span_id").get<std::string>()};
  for (const Json& span : event.at("spans")) {
    if (span.at("trace_id") != trace.at("trace_id")) fail("a span of another trace", text);
    check_id(span, "span_id", 16, text);
    check_id(span, "parent_span_id", 16, text);
    check_times(span, text);
    if (!ids.count(span.at("parent_span_id").get<std::string>())) fail("no parent before a span", text);
    if (!ids.insert(span.at("span_id").get<std::string>()).second) fail("a span id is there twice", text);
    contents.recorded[span.at("op").get<std::string>()] += count_of(span);
  }
  if (ids.size() > limits::kSpans + 1) fail("too many spans", text);
  if (const auto ours = event.at("contexts").find("headwater"); ours != event.at("contexts").end()) {
    for (const auto& [reason, count] : ours->at("dropped").items()) {
      contents.dropped[reason] += count.get<std::uint32_t>();
    }
  }
  return contents;
}

}  // namespace headwater::fuzz
