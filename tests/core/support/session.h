#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "src/commands/runner.h"
#include "src/tracer/tracer.h"
#include "tests/core/support/command_list.h"
#include "tests/core/support/joined.h"

namespace headwater::testing {

using Json = nlohmann::json;

// An envelope taken apart again.
struct Envelope {
  std::string text;
  Json header, item, event;
  Json report = nullptr;  // the client report, if there is one

  Json& trace() { return event["contexts"]["trace"]; }
  Json& data() { return trace()["data"]; }
  Json& dropped() { return event["contexts"]["headwater"]["dropped"]; }
  std::string finish_reason() { return data().value("sentry.idle_span_finish_reason", ""); }

  // ms since the time origin.
  static double since_origin(const Json& seconds) { return seconds.get<double>() * 1000 - kEpoch; }
  double start() const { return since_origin(event["start_timestamp"]); }
  double end() const { return since_origin(event["timestamp"]); }

  // The span with that description; null when there is none.
  Json span(std::string_view description) const {
    for (const Json& one : event["spans"]) {
      if (one.value("description", "") == description) return one;
    }
    return nullptr;
  }
};

// Parses a text in which no object may name a member twice: strict receivers refuse that.
inline Json parse_strictly(const std::string& text) {
  std::vector<std::set<std::string>> open_objects;
  const auto check = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open_objects.emplace_back();
    if (event == Json::parse_event_t::object_end) open_objects.pop_back();
    if (event == Json::parse_event_t::key) {
      EXPECT_TRUE(open_objects.back().insert(parsed.get<std::string>()).second)
          << parsed << " is there twice";
    }
    return true;
  };
  return Json::parse(text, check, false);
}

// Takes an envelope apart and checks what must hold of every one: the framing, and a tree whose ids are
// unique and whose parents are there.
inline Envelope parse_envelope(const std::string& text) {
  Envelope envelope;
  envelope.text = text;
  const std::size_t first = text.find('\n');
  const std::size_t second = text.find('\n', first + 1);
  envelope.header = parse_strictly(text.substr(0, first));
  envelope.item = parse_strictly(text.substr(first + 1, second - first - 1));
  EXPECT_TRUE(envelope.header.is_object()) << text;
  EXPECT_TRUE(envelope.item.is_object()) << text;
  const auto length = envelope.item.value("length", std::size_t{0});
  EXPECT_EQ(text.back(), '\n');
  std::size_t rest = second + 1 + length + 1;
  while (rest < text.size()) {
    const std::size_t end = text.find('\n', rest);
    const Json item = parse_strictly(text.substr(rest, end - rest));
    const auto size = item.value("length", std::size_t{0});
    const Json payload = parse_strictly(text.substr(end + 1, size));
    rest = end + 1 + size + 1;
    if (item["type"] == "client_report") {
      envelope.report = payload;
      EXPECT_EQ(rest, text.size()) << "it is the last";
    } else {
      EXPECT_EQ(item["type"], "span");
      EXPECT_EQ(envelope.item["type"], "span");
    }
  }
  EXPECT_EQ(text.size(), rest);
  envelope.event = parse_strictly(text.substr(second + 1, length));
  EXPECT_TRUE(envelope.event.is_object()) << text;
  if (!envelope.event.is_object())
    envelope.event = Json{{"contexts", {{"trace", Json::object()}}}, {"spans", {}}};

  std::vector<Json> ids = {envelope.trace()["span_id"]};
  for (const Json& span : envelope.event["spans"]) {
    EXPECT_EQ(std::count(ids.begin(), ids.end(), span["span_id"]), 0) << "a span id is there twice";
    EXPECT_EQ(std::count(ids.begin(), ids.end(), span["parent_span_id"]), 1)
        << "a parent does not stand before " << span;
    EXPECT_LE(span["start_timestamp"], span["timestamp"]);
    ids.push_back(span["span_id"]);
  }
  EXPECT_LE(envelope.event["start_timestamp"], envelope.event["timestamp"]);
  return envelope;
}

// A core as one page has it, configured unless told otherwise.
class Session {
 public:
  explicit Session(const CommandList& configuration = CommandList().configure()) { run(configuration, 0); }

  std::size_t run(const CommandList& list, double now, double epoch) {
    Packed packed = pack(list.commands, now, epoch);
    const std::size_t applied = run_batch(tracer, packed.numbers.data(), packed.numbers.size(), packed.text);
    if (tracer.configured()) tracer.advance(now);
    return applied;
  }
  std::size_t run(const CommandList& list, double now) { return run(list, now, kEpoch + now); }

  // Lets time pass, as the module's tick does.
  void tick(double now) {
    tracer.set_clocks({now, kEpoch + now});
    tracer.advance(now);
  }

  // All finished envelopes, in the order in which they are handed out, each accepted at once.
  std::vector<Envelope> take() {
    std::vector<Envelope> envelopes;
    for (String text; take_joined(tracer, text);) {
      envelopes.push_back(parse_envelope(std::string(text)));
      tracer.delivery().answer(0, ++taken_, Outcome::kAccepted, 0, {}, kAbsent);
    }
    return envelopes;
  }

  // The one finished envelope.
  Envelope take_one() {
    std::vector<Envelope> envelopes = take();
    EXPECT_EQ(envelopes.size(), 1u);
    return envelopes.empty() ? Envelope{"", {}, {}, {{"contexts", {{"trace", Json::object()}}}}}
                             : envelopes[0];
  }

  std::uint32_t dropped(Drop reason) { return tracer.drops()[reason]; }

  Tracer tracer;

 private:
  std::uint32_t taken_ = 0;
};

// Runs the commands in a page of their own, handed over at `now`.
inline std::vector<Envelope> envelopes_of(const CommandList& list, double now) {
  Session session;
  session.run(list, now);
  return session.take();
}

}  // namespace headwater::testing
