#include "src/page/fetch_timing.h"

#include <gtest/gtest.h>

#include "tests/core/support/session.h"
#include "tests/core/support/timing.h"

namespace headwater::testing {
namespace {

constexpr const char* kTrace = "771a43a4192642f0b136d5159a501701-b7ad6b7169203331-1";

// The data of the resource that this entry becomes, without what its address gives.
Json data_of(RequestTiming timing, const std::string& described = "") {
  timing.initiator_type = "script";
  const std::vector<Envelope> envelopes =
      envelopes_of(CommandList()
                           .add(Command::kRules, {0, 0, kAbsent}, {"", "", described})
                           .pageload(0, 1)
                           .interactive(10) +
                       timing,
                   20000);
  EXPECT_EQ(envelopes.at(0).event["spans"].size(), 1u);
  Json data = envelopes[0].event["spans"][0]["data"];
  for (const char* key : {"url", "url.scheme", "server.address", "url.same_origin"}) data.erase(key);
  return data;
}

TEST(FetchTiming, SaysHowLongEachPhaseTook) {
  EXPECT_EQ(data_of({.start = 100,
                     .end = 200.25,
                     .first_byte = 180.1,
                     .redirect_start = 100,
                     .redirect_end = 110,
                     .worker_start = 111,
                     .fetch_start = 113,
                     .dns_start = 113,
                     .dns_end = 120,
                     .connect_start = 120,
                     .tls_start = 130,
                     .connect_end = 145,
                     .request_start = 146,
                     .transfer_size = 1300,
                     .encoded_size = 1000,
                     .decoded_size = 4000,
                     .status = 200,
                     .render_blocking = "blocking",
                     .delivery_type = "cache"}),
            (Json{{"http.response_transfer_size", 1300},
                  {"http.response_content_length", 1000},
                  {"http.decoded_response_content_length", 4000},
                  {"http.response.status_code", 200},
                  {"network.protocol.name", "h2"},
                  {"http.response_delivery_type", "cache"},
                  {"resource.render_blocking_status", "blocking"},
                  {"http.request.redirect_duration", 10},
                  {"http.request.worker_duration", 2},
                  {"http.request.dns_duration", 7},
                  {"http.request.connect_duration", 25},
                  {"http.request.tls_duration", 15},
                  {"http.request.request_duration", 34.1},
                  {"http.request.response_duration", 20.15},
                  {"http.request.time_to_first_byte", 0.0801}}));
}

TEST(FetchTiming, LeavesOutWhatDidNotHappen) {
  EXPECT_EQ(data_of({.start = 100,
                     .end = 120,
                     .first_byte = 110,
                     .fetch_start = 100,
                     .dns_start = 100,
                     .dns_end = 100,
                     .connect_start = 100,
                     .tls_start = 0,
                     .connect_end = 100,
                     .request_start = 101}),
            (Json{{"http.response_transfer_size", 0},
                  {"http.response_content_length", 0},
                  {"http.decoded_response_content_length", 0},
                  {"network.protocol.name", "h2"},
                  {"http.request.request_duration", 9},
                  {"http.request.response_duration", 10},
                  {"http.request.time_to_first_byte", 0.01}}))
      << "a reused connection, an empty answer";
}

TEST(FetchTiming, LabelsWhatAnotherOriginHides) {
  Json opaque = data_of({.start = 100, .end = 120, .url = "https://cdn.example/a.js", .fetch_start = 100});
  EXPECT_EQ(opaque, (Json{{"network.protocol.name", "h2"},
                          {"http.request.timing", "opaque (no Timing-Allow-Origin)"}}));
  Json sizes = data_of(
      {.start = 100, .end = 120, .url = "https://cdn.example/a.js", .encoded_size = 7, .decoded_size = 9});
  EXPECT_EQ(sizes["http.response_content_length"], 7) << "shown by CORS alone";
  EXPECT_FALSE(sizes.contains("http.response_transfer_size"));
  EXPECT_FALSE(data_of({.start = 100, .end = 120}).contains("http.request.timing")) << "its own origin";
  EXPECT_FALSE(data_of({.start = 1, .end = 2, .url = "data:text/plain,x"}).contains("http.request.timing"));
  EXPECT_FALSE(data_of({.start = 100,
                        .end = 120,
                        .first_byte = 110,
                        .url = "https://cdn.example/a.js",
                        .request_start = 105})
                   .contains("http.request.timing"))
      << "allowed";
}

TEST(FetchTiming, SaysWhatTheServerSaysOfItself) {
  Json data =
      data_of({.start = 1, .end = 2, .server_timing = "db\t12.5\t\ncache\t0\thit\t2\nodd\t?\t"}, "db\ncache");
  EXPECT_EQ(data["server_timing.db"], 12.5);
  EXPECT_FALSE(data.contains("server_timing.db.description"));
  EXPECT_EQ(data["server_timing.cache"], 0);
  EXPECT_EQ(data["server_timing.cache.description"], "hit\t2");
  EXPECT_FALSE(data.contains("server_timing.odd"));
}

TEST(FetchTiming, DescribesOnlyTheMetricsThatTheOptionsName) {
  const std::string lines = "db\t12.5\tusers\nuser\t0\tjo@a.example\ncdn-cache\t0\tHIT\ntrace\t3\tdeep";
  const auto described = [&](const std::string& names) {
    const Json data = data_of({.start = 1, .end = 2, .server_timing = lines}, names);
    std::string all;
    for (const auto& [key, value] : data.items()) {
      if (key.ends_with(".description")) all += key + '=' + value.get<std::string>() + '\n';
    }
    return all;
  };
  EXPECT_EQ(described(""), "");
  EXPECT_EQ(described("other\nD\nd"), "");
  EXPECT_EQ(described("db"), "server_timing.db.description=users\n");
  EXPECT_EQ(described("db\ncdn-*"),
            "server_timing.cdn-cache.description=HIT\nserver_timing.db.description=users\n");
  EXPECT_EQ(data_of({.start = 1, .end = 2, .server_timing = lines})["server_timing.db"], 12.5);
}

TEST(FetchTiming, TakesNoMoreThanSomeMetrics) {
  std::string lines;
  for (int i = 0; i < 30; ++i) lines += "m" + std::to_string(i) + "\t1\t\n";
  Json data = data_of({.start = 1, .end = 2, .server_timing = lines});
  EXPECT_TRUE(data.contains("server_timing.m19"));
  EXPECT_FALSE(data.contains("server_timing.m20"));
}

TEST(FetchTiming, ALongMetricNameIsCutBetweenCharacters) {
  std::string name = "m";
  for (int i = 0; i < 120; ++i) name += "\xc3\xbc";
  Json data = data_of({.start = 1, .end = 2, .server_timing = name + "\t5\ttext"}, "m*");
  EXPECT_EQ(data["server_timing." + name.substr(0, 1 + 2 * 99)], 5);
  EXPECT_EQ(data["server_timing." + name.substr(0, 1 + 2 * 99) + ".description"], "text");
}

TEST(FetchTiming, LinksToTheTraceOfTheServer) {
  const auto span_with = [](const std::string& server_timing) {
    return envelopes_of(CommandList().pageload(0, 1).interactive(10) +
                            RequestTiming{.start = 20, .end = 30, .server_timing = server_timing},
                        20000)
        .at(0)
        .event["spans"][0];
  };
  for (const std::string name : {"sentry-trace", "traceparent", "trace"}) {
    Json span = span_with(name + "\t0\t" + kTrace);
    ASSERT_EQ(span["links"].size(), 1u) << span;
    EXPECT_EQ(span["links"][0]["trace_id"], "771a43a4192642f0b136d5159a501701");
    EXPECT_EQ(span["links"][0]["span_id"], "b7ad6b7169203331");
    EXPECT_EQ(span["links"][0]["attributes"]["sentry.link.type"], "server_timing");
    EXPECT_FALSE(span["data"].contains("server_timing." + name));
  }
  Json parent = span_with("traceparent\t0\t00-771a43a4192642f0b136d5159a501701-b7ad6b7169203331-01");
  EXPECT_EQ(parent["links"][0]["trace_id"], "771a43a4192642f0b136d5159a501701");
  EXPECT_EQ(span_with("trace\t3\tdeep")["data"]["server_timing.trace"], 3);
  EXPECT_FALSE(span_with(std::string("other\t0\t") + kTrace).contains("links"));
}

TEST(FetchTiming, TheDocumentsTraceIsContinuedNotLinked) {
  std::vector<double> numbers(23, 0);
  numbers[0] = 100;
  numbers[22] = 40.5;
  Envelope envelope = envelopes_of(CommandList().pageload(0, 1).interactive(10).add(
                                       Command::kNavigationTiming, numbers,
                                       {"https://shop.example/cart", "h2", "navigational-prefetch", "reload",
                                        std::string("trace\t0\t") + kTrace + "\ndb\t8\t"}),
                                   20000)
                          .at(0);
  EXPECT_FALSE(envelope.trace().contains("links"));
  EXPECT_FALSE(envelope.data().contains("server_timing.trace"));
  EXPECT_EQ(envelope.data()["server_timing.db"], 8);
  EXPECT_EQ(envelope.data()["http.response_delivery_type"], "navigational-prefetch");
  EXPECT_EQ(envelope.data()["browser.navigation.type"], "reload");
  EXPECT_EQ(envelope.data()["performance.activationStart"], 40.5);
}

}  // namespace
}  // namespace headwater::testing
