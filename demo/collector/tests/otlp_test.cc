// POST /v1/traces over a real connection.

#include <gtest/gtest.h>

#include "demo/collector/base/bytes_text.h"
#include "demo/collector/ingest/otlp_reader.h"
#include "demo/collector/tests/running_server.h"
#include "demo/collector/tests/stored.h"
#include "google/rpc/status.pb.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.pb.h"

namespace headwater::collector {
namespace {

namespace otlp = opentelemetry::proto;

constexpr const char* kJson = "application/json";
constexpr const char* kProtobuf = "application/x-protobuf";

// The example of opentelemetry-proto, made a server's; ids in both cases.
constexpr const char* kRequest = R"({"resourceSpans":[{"resource":{"attributes":[
  {"key":"service.name","value":{"stringValue":"my.service"}}, {"key":"service.version","value":{"stringValue":"1.2"}},
  {"key":"deployment.environment.name","value":{"stringValue":"test"}},
  {"key":"telemetry.sdk.name","value":{"stringValue":"opentelemetry"}},
  {"key":"telemetry.sdk.language","value":{"stringValue":"nodejs"}}, {"key":"host.name","value":{"stringValue":"h1"}}]},
  "scopeSpans":[{"scope":{"name":"my.library","version":"1.0.0"},"spans":[
  {"traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"EEE19B7EC3C1B174","parentSpanId":"00f067aa0ba902b7",
   "name":"GET /items","kind":2,"startTimeUnixNano":"1700000000800000000","endTimeUnixNano":"1700000000900000000","unknownField":1,
   "status":{"code":2,"message":"boom"},
   "attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.response.status_code","value":{"intValue":"503"}},
     {"key":"list","value":{"arrayValue":{"values":[{"doubleValue":1.5},{"boolValue":true}]}}}],
   "links":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","attributes":[]}],
   "events":[{"timeUnixNano":"1700000000850000000","name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"E"}}]}]},
  {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"eee19b7ec3c1b175","parentSpanId":"eee19b7ec3c1b174","name":"SELECT",
   "kind":3,"startTimeUnixNano":"1700000000810000000","endTimeUnixNano":1700000000820000000,
   "attributes":[{"key":"db.system","value":{"stringValue":"sqlite"}}]}]}]}]})";

class Otlp : public testing::Test {
 protected:
  httplib::Result post(const std::string& body, const char* type, const httplib::Headers& headers = {}) {
    return server_.client().Post("/v1/traces", headers, body, type);
  }

  static otlp::collector::trace::v1::ExportTraceServiceRequest request(int spans) {
    otlp::collector::trace::v1::ExportTraceServiceRequest request;
    auto* resource_spans = request.add_resource_spans();
    auto* name = resource_spans->mutable_resource()->add_attributes();
    name->set_key("service.name");
    name->mutable_value()->set_string_value("proto");
    auto* scope = resource_spans->add_scope_spans();
    for (int i = 0; i < spans; ++i) {
      auto* span = scope->add_spans();
      span->set_trace_id(from_hex(samples::kTraceId));
      span->set_span_id("span" + std::to_string(1000 + i));
      if (i > 0) span->set_parent_span_id("span1000");
      span->set_name("span " + std::to_string(i));
      span->set_start_time_unix_nano(1700000000000000000);
      span->set_end_time_unix_nano(1700000001000000000);
    }
    return request;
  }

  RunningServer server_;
};

TEST_F(Otlp, TakesJson) {
  const auto answer = post(kRequest, kJson);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200) << answer->body;
  EXPECT_EQ(answer->body, "{}");
  EXPECT_EQ(answer->get_header_value("Content-Type"), kJson);
  EXPECT_EQ(answer->get_header_value("Access-Control-Allow-Origin"), "*");
  const auto trace = trace_of(server_.store(), samples::kTraceId);
  ASSERT_EQ(trace.size(), 1u);
  const TransactionSummary& summary = trace[0].summary;
  EXPECT_EQ(summary.name, "GET /items");
  EXPECT_EQ(summary.span_id, "eee19b7ec3c1b174");
  EXPECT_EQ(summary.parent_id, "00f067aa0ba902b7");
  EXPECT_EQ(summary.op, "http.server");
  EXPECT_EQ(summary.status, "unavailable");
  EXPECT_EQ(summary.service, "my.service");
  EXPECT_EQ(summary.environment, "test");
  EXPECT_EQ(summary.release, "1.2");
  EXPECT_EQ(summary.sdk, "opentelemetry nodejs");
  EXPECT_EQ(summary.project, "otlp");
  EXPECT_NEAR(summary.start, 1700000000.8, 1e-6);
  EXPECT_NEAR(summary.duration, 0.1, 1e-6);
  EXPECT_EQ(trace[0].tags["host.name"], "h1");
  EXPECT_EQ(trace[0].tags["http.request.method"], "GET");
  EXPECT_EQ(to_text(trace[0].data["list"]), "[1.5,true]");
  EXPECT_EQ(trace[0].data["http.response.status_code"], 503);
  EXPECT_EQ(trace[0].body["events"][0]["attributes"]["exception.type"], "E");
  EXPECT_EQ(trace[0].body["links"][0]["span_id"], "b7ad6b7169203331");
  EXPECT_EQ(trace[0].body["status_message"], "boom");
  ASSERT_EQ(trace[0].spans.size(), 1u);
  EXPECT_EQ(trace[0].spans[0].op, "db");
  EXPECT_EQ(trace[0].spans[0].description, "SELECT");
  const auto raw = server_.client().Get(("/api/envelopes/" + summary.event_id).c_str());
  EXPECT_EQ(raw->body, kRequest);
  EXPECT_EQ(raw->get_header_value("Content-Type"), kJson);
}

TEST_F(Otlp, TakesProtobufAlsoCompressed) {
  httplib::Client client = server_.client();
  client.set_compress(true);
  const auto answer = client.Post("/v1/traces", request(3).SerializeAsString(), kProtobuf);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "") << "an empty message";
  EXPECT_EQ(answer->get_header_value("Content-Type"), kProtobuf);
  const auto trace = trace_of(server_.store(), samples::kTraceId);
  ASSERT_EQ(trace.size(), 1u);
  EXPECT_EQ(trace[0].summary.service, "proto");
  EXPECT_EQ(trace[0].summary.name, "span 0");
  EXPECT_EQ(trace[0].spans.size(), 2u);
}

TEST_F(Otlp, JoinsWhatOthersHaveSent) {
  server_.client().Post("/api/1/envelope/?sentry_key=a", samples::envelope(samples::kTransaction),
                        "text/plain");
  post(kRequest, kJson);
  const Json trace =
      Json::parse(server_.client().Get((std::string("/api/traces/") + samples::kTraceId).c_str())->body);
  ASSERT_EQ(trace["transactions"].size(), 2u);
  EXPECT_EQ(trace["transactions"][1]["parent_span_id"], trace["transactions"][0]["spans"][0][0]);
}

TEST_F(Otlp, TakesKindsThatItDoesNotKnow) {
  auto later = request(1);
  auto* span = later.mutable_resource_spans(0)->mutable_scope_spans(0)->mutable_spans(0);
  span->set_kind(static_cast<otlp::trace::v1::Span::SpanKind>(99));
  EXPECT_EQ(post(later.SerializeAsString(), kProtobuf)->status, 200);
  EXPECT_EQ(trace_of(server_.store(), samples::kTraceId).size(), 1u);
}

TEST_F(Otlp, CutsNoCharacterOfANameThatItRejects) {
  const std::string name = std::string(99, 'a') + "\xC3\xA9";
  const auto answer =
      post(R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"","spanId":"","name":")" + name +
               R"("}]}]}]})",
           kJson);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(Json::parse(answer->body)["partialSuccess"]["errorMessage"],
            "span \"" + std::string(99, 'a') + "\": traceId is not 16 bytes, or zero");
}

TEST_F(Otlp, MakesRemoteParentsRoots) {
  auto remote = request(2);
  auto* span = remote.mutable_resource_spans(0)->mutable_scope_spans(0)->mutable_spans(1);
  span->set_flags(0x301);
  post(remote.SerializeAsString(), kProtobuf);
  EXPECT_EQ(server_.store().read().columns.size(), 2u);
}

TEST_F(Otlp, SaysWhichSpansItRejects) {
  auto some_bad = request(3);
  auto* spans = some_bad.mutable_resource_spans(0)->mutable_scope_spans(0);
  spans->mutable_spans(1)->set_span_id("short");
  spans->mutable_spans(2)->set_trace_id(std::string(16, '\0'));
  const auto answer = post(some_bad.SerializeAsString(), kProtobuf);
  EXPECT_EQ(answer->status, 200);
  otlp::collector::trace::v1::ExportTraceServiceResponse response;
  ASSERT_TRUE(response.ParseFromString(answer->body));
  EXPECT_EQ(response.partial_success().rejected_spans(), 2);
  EXPECT_EQ(response.partial_success().error_message(), "span \"span 1\": spanId is not 8 bytes, or zero");
  EXPECT_EQ(trace_of(server_.store(), samples::kTraceId).size(), 1u);

  const auto in_json = post(
      R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"","spanId":"eee19b7ec3c1b175","name":"x"}]}]}]})",
      kJson);
  EXPECT_EQ(
      in_json->body,
      R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":"span \"x\": traceId is not 16 bytes, or zero"}})");
}

TEST_F(Otlp, RefusesWhatItCantRead) {
  const auto json = post("{", kJson);
  EXPECT_EQ(json->status, 400);
  EXPECT_EQ(Json::parse(json->body)["code"], 3);
  const auto protobuf = post("no message", kProtobuf);
  EXPECT_EQ(protobuf->status, 400);
  google::rpc::Status status;
  ASSERT_TRUE(status.ParseFromString(protobuf->body));
  EXPECT_EQ(status.code(), 3);
  EXPECT_EQ(post("{}", "text/plain")->status, 415);
  EXPECT_EQ(post("{}", kJson, {{"Content-Encoding", "br"}})->status, 415);
  EXPECT_EQ(post("{}", kJson)->status, 200) << "nothing is something";
  EXPECT_EQ(server_.store().read().columns.size(), 0u);
  std::string deep = R"({"resourceSpans":[{"resource":{"attributes":[{"key":"x","value":)";
  for (int i = 0; i < 1000; ++i) deep += R"({"arrayValue":{"values":[)";
  EXPECT_EQ(post(deep, kJson)->status, 400);
}

TEST_F(Otlp, TakesARequestOnce) {
  post(kRequest, kJson);
  post(kRequest, kJson);
  EXPECT_EQ(server_.store().read().columns.size(), 1u);
  const auto trace = trace_of(server_.store(), samples::kTraceId);
  EXPECT_EQ(trace[0].spans.size(), 1u);
}

}  // namespace
}  // namespace headwater::collector
