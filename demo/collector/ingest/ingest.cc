#include "demo/collector/ingest/ingest.h"

#include "demo/collector/base/gzip.h"
#include "demo/collector/base/hex_id.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/ingest/client_report_reader.h"
#include "demo/collector/ingest/envelope_reader.h"
#include "demo/collector/ingest/otlp_reader.h"
#include "demo/collector/ingest/span_container_reader.h"
#include "demo/collector/ingest/transaction_reader.h"

namespace headwater::collector {
namespace {

// Empty if the header has none.
std::string event_id_of(const Json& header) {
  const auto member = header.find("event_id");
  if (member == header.end() || member->is_null()) return {};
  const auto id =
      member->is_string() ? read_hex_id(member->get_ref<const std::string&>(), kTraceIdLength) : std::nullopt;
  if (!id) {
    throw Refusal(400, "malformed envelope",
                  {"envelope header: event_id is not an id of 32 hex digits: " + to_text(*member)});
  }
  return *id;
}

// The one transaction of the envelope, or null. An envelope carries one event, of whatever kind.
const EnvelopeItem* find_transaction(const Envelope& envelope) {
  const EnvelopeItem* event = nullptr;
  for (const EnvelopeItem& item : envelope.items) {
    if (item.type != "transaction" && item.type != "event") continue;
    if (event) {
      throw Refusal(400, "malformed envelope", {"more than one event: " + event->type + " and " + item.type});
    }
    event = &item;
  }
  return event && event->type == "transaction" ? event : nullptr;
}

std::optional<std::string> name_and_version(const Json& sdk) {
  const auto name = string_member(sdk, "name");
  const auto version = string_member(sdk, "version");
  return name && version ? std::optional(*name + "/" + *version) : name;
}

std::optional<std::string> sdk_of(const NewEnvelope& envelope, const Json& header,
                                  const std::string& client) {
  if (envelope.transaction) {
    if (const auto sdk = name_and_version(object_member(envelope.transaction->body, "sdk"))) return sdk;
  }
  if (const auto sdk = name_and_version(object_member(header, "sdk"))) return sdk;
  return client.empty() ? std::nullopt : std::optional(client);
}

bool is_span_container(const EnvelopeItem& item) {
  return item.type == "span" && string_member(item.header, "content_type") == kSpanContainerType;
}

}  // namespace

void read_items(const Envelope& envelope, NewEnvelope& entry) {
  const Json& trace = object_member(envelope.header, "trace");
  const auto rate = trace.find("sample_rate");
  const auto sample_rate = rate == trace.end() ? std::nullopt : read_sample_rate(*rate);
  if (const EnvelopeItem* item = find_transaction(envelope)) {
    entry.transaction = read_transaction(item->payload, entry.event_id);
    entry.event_id = entry.transaction->event_id;
    if (sample_rate) entry.transaction->sample_rate = sample_rate;
  }
  for (const EnvelopeItem& item : envelope.items) {
    if (is_span_container(item)) {
      for (LooseSpan& span : read_span_container(item.payload, sample_rate))
        entry.loose.push_back(std::move(span));
    } else if (item.type == "client_report") {
      for (DiscardedEvents& events : read_client_report(item.payload))
        entry.discarded.push_back(std::move(events));
    }
  }
}

std::string ingest(Store& store, const IngestRequest& request) {
  NewEnvelope entry;
  entry.raw = decode_content(request.body, request.content_encoding, kMaxEnvelopeBytes);
  const Envelope envelope = read_envelope(entry.raw);
  const Sender sender = authenticate(request.credentials, envelope.header, request.project);
  entry.event_id = event_id_of(envelope.header);
  read_items(envelope, entry);
  // Spans that are sent again are the same envelope; reports of the same losses are not.
  if (entry.event_id.empty())
    entry.event_id = entry.loose.empty() ? new_event_id() : derived_event_id(entry.raw, "");
  entry.received = request.received;
  entry.project = request.project;
  entry.sdk = sdk_of(entry, envelope.header, sender.client);
  store.add(entry);
  return entry.event_id;
}

std::string ingest_otlp(Store& store, const OtlpRequest& request) {
  NewEnvelope entry;
  entry.raw = decode_content(request.body, request.content_encoding, kMaxEnvelopeBytes);
  OtlpTraces traces = read_otlp(entry.raw, request.is_json);
  entry.event_id = derived_event_id(entry.raw, "");
  entry.received = request.received;
  entry.project = kOtlpProject;
  entry.sdk = std::move(traces.sdk);
  entry.loose = std::move(traces.spans);
  entry.format = request.is_json ? kOtlpJsonFormat : kOtlpProtobufFormat;
  if (!entry.loose.empty()) store.add(entry);
  return otlp_answer(traces.rejected, traces.why, request.is_json);
}

}  // namespace headwater::collector
