// What the demo's collector reads: whatever comes in is read or refused, and what is read is as rows promise.
//
// An input is a byte that says what the rest is: an envelope, plain or in one of the encodings, a payload, a
// time, what is encoded here and must come out again, a request of OTLP in either form, a query, or columns
// as they stand in the file.

#include <google/protobuf/stubs/logging.h>
#include <zlib.h>

#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "demo/collector/base/gzip.h"
#include "demo/collector/base/hex_id.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/base/wire_time.h"
#include "demo/collector/ingest/envelope_reader.h"
#include "demo/collector/ingest/otlp_reader.h"
#include "demo/collector/ingest/span_container_reader.h"
#include "demo/collector/ingest/transaction_reader.h"
#include "demo/collector/read/query_language.h"
#include "demo/collector/store/column_bytes.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace headwater::fuzz {
namespace {

using namespace headwater::collector;

// Most bytes of what is decompressed: the collector's own limit would only take longer.
constexpr std::size_t kMost = 1 << 18;

constexpr double kYear10000 = 253402300800.0;

void check_id(const std::string& id, std::size_t length) {
  if (read_hex_id(id, length) != id) fail("no id", id);
}

void check_moment(double seconds) {
  if (!(seconds >= 0 && seconds < kYear10000)) fail("no moment", std::to_string(seconds));
}

// Stored as text, and read again by whoever asks.
void check_object(const Json& object) {
  if (!object.is_object()) fail("no object", to_text(object));
  if (parse_json_object(to_text(object)).size() != object.size()) fail("another object", to_text(object));
}

void check_span(const SpanRow& span, std::string_view payload) {
  check_id(span.trace_id, kTraceIdLength);
  check_id(span.span_id, kSpanIdLength);
  if (span.parent_id) check_id(*span.parent_id, kSpanIdLength);
  check_moment(span.start);
  if (span.duration && !std::isfinite(*span.duration)) fail("no duration", payload);
  for (const Json* object : {&span.data, &span.tags, &span.extra}) check_object(*object);
  for (const auto& [key, tag] : span.tags.items()) {
    if (!tag.is_string()) fail("a tag that is no text: " + key, payload);
  }
}

void check_transaction(const TransactionRow& row, std::string_view payload) {
  check_id(row.event_id, kTraceIdLength);
  check_id(row.trace_id, kTraceIdLength);
  check_id(row.span_id, kSpanIdLength);
  if (row.parent_id) check_id(*row.parent_id, kSpanIdLength);
  check_moment(row.start);
  if (!std::isfinite(row.duration)) fail("no duration", payload);
  if (row.sample_rate && !(*row.sample_rate > 0 && *row.sample_rate <= 1)) fail("no sample rate", payload);
  for (const Json* object : {&row.tags, &row.measurements, &row.data, &row.body}) check_object(*object);
  for (const SpanRow& span : row.spans) check_span(span, payload);
}

void check_loose(const LooseSpan& loose, std::string_view payload) {
  check_span(loose.span, payload);
  if (loose.root) check_transaction(*loose.root, payload);
  if (loose.segment) check_id(*loose.segment, kSpanIdLength);
  check_object(loose.measurements);
}

void read_container(std::string_view payload) {
  for (const LooseSpan& loose : read_span_container(payload, std::nullopt)) check_loose(loose, payload);
}

void read_otlp_request(std::string_view body, bool is_json) {
  const OtlpTraces traces = read_otlp(body, is_json);
  for (const LooseSpan& loose : traces.spans) check_loose(loose, body);
  const std::string answer = otlp_answer(traces.rejected, traces.why, is_json);
  if (is_json) check_object(parse_json_object(answer));
}

void read_as_query(std::string_view text) {
  try {
    const Expression read = read_query(text);
    if (read.kind == Expression::Kind::kAny && read.parts.size() < 2) fail("no alternatives", text);
  } catch (const QueryError& error) {
    if (error.at && *error.at > text.size()) fail("at no place of the query", text);
    if (*error.what() == '\0') fail("refused without a reason", text);
  }
}

void read_columns(std::string_view bytes) {
  const auto columns = columns_from(bytes);
  if (!columns) return;
  const auto rows = static_cast<Columns::Row>(columns->size());
  Columns all;
  all.append(*columns, 0, rows);
  all.settle();
  if (!columns_from(bytes_of(all, 0, rows))) fail("is not read again", bytes);
}

void read_payload(std::string_view payload) {
  if (payload.find("\"items\"") != std::string_view::npos) return read_container(payload);
  const TransactionRow row = read_transaction(payload, "");
  check_transaction(row, payload);
  if (row.body.contains("spans")) fail("the spans are kept twice", payload);
}

void read(std::string_view body) {
  const Envelope envelope = read_envelope(body);
  check_object(envelope.header);
  std::size_t bytes = 0;
  for (const EnvelopeItem& item : envelope.items) {
    if (item.type.empty()) fail("an item without a type", body);
    bytes += item.payload.size();
    if (item.payload.data() < body.data() ||
        item.payload.data() + item.payload.size() > body.data() + body.size()) {
      fail("a payload that is not there", body);
    }
  }
  if (bytes > body.size()) fail("payloads that overlap", body);
  for (const EnvelopeItem& item : envelope.items) read_payload(item.payload);
}

void read_time(std::string_view text) {
  if (const auto moment = read_wire_time(Json(std::string(text)))) check_moment(*moment);
  const Json object = parse_json_object(std::string("{\"at\":").append(text).append("}"));
  if (const auto moment = read_wire_time(object.at("at"))) check_moment(*moment);
}

std::string decoded(std::string_view body, std::string_view encoding) {
  std::string result = decode_content(body, encoding, kMost);
  if (result.size() > kMost) fail("more than may be", encoding);
  return result;
}

void encode(std::string_view text) {
  std::string body(compressBound(text.size()), '\0');
  uLongf size = body.size();
  compress2(reinterpret_cast<Bytef*>(body.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
            text.size(), 1);
  body.resize(size);
  if (decoded(body, "deflate") != text) fail("does not come out again", text);
}

int kind_of(std::uint8_t what) { return what < 12 ? what : what % 7; }

void read_as(std::uint8_t what, std::string_view rest) {
  switch (kind_of(what)) {
    case 0:
      return read(decoded(rest, ""));
    case 1:
      return read(decoded(rest, "gzip"));
    case 2:
      return read(decoded(rest, "deflate"));
    case 3:
      return read_payload(rest);
    case 4:
      return read_time(rest);
    case 5:
      return encode(rest);
    case 6:
      return check_object(parse_json_object(rest));
    case 7:
      return read_otlp_request(rest, true);
    case 8:
      return read_otlp_request(rest, false);
    case 9:
      return read_as_query(rest);
    case 10:
      return read_container(rest);
    default:
      return read_columns(rest);
  }
}

}  // namespace
}  // namespace headwater::fuzz

// What else is thrown ends the program.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headwater;
  if (size == 0) return 0;
#if GOOGLE_PROTOBUF_VERSION < 4022000
  // It prints what it can't read.
  google::protobuf::SetLogHandler(nullptr);
#endif
  const std::string_view rest = fuzz::text_of(data + 1, size - 1);
  try {
    fuzz::read_as(data[0], rest);
  } catch (const collector::Refusal& refusal) {
    if (refusal.status != 400 && refusal.status != 413) fuzz::fail("a wrong status", rest);
    if (refusal.causes.empty()) fuzz::fail("refused without a reason", rest);
  } catch (const std::invalid_argument& error) {
    // parse_json_object says so; its callers refuse.
    const int kind = fuzz::kind_of(data[0]);
    if (kind != 4 && kind != 6) fuzz::fail(error.what(), rest);
  }
  return 0;
}
