#include "ingest.h"

#include "envelope_reader.h"
#include "gzip.h"
#include "hex_id.h"
#include "refusal.h"
#include "transaction_reader.h"

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

}  // namespace

std::string ingest(Store& store, const IngestRequest& request) {
  NewEnvelope entry;
  entry.raw = decode_content(request.body, request.content_encoding, kMaxEnvelopeBytes);
  const Envelope envelope = read_envelope(entry.raw);
  const Sender sender = authenticate(request.credentials, envelope.header, request.project);
  entry.event_id = event_id_of(envelope.header);
  if (const EnvelopeItem* item = find_transaction(envelope)) {
    entry.transaction = read_transaction(item->payload, entry.event_id);
    entry.event_id = entry.transaction->event_id;
  }
  for (const EnvelopeItem& item : envelope.items) {
    if (item.type != "client_report") continue;
    for (DiscardedEvents& events : read_client_report(item.payload))
      entry.discarded.push_back(std::move(events));
  }
  if (entry.event_id.empty()) entry.event_id = new_event_id();
  entry.received = request.received;
  entry.project = request.project;
  entry.sdk = sdk_of(entry, envelope.header, sender.client);
  store.add(entry);
  return entry.event_id;
}

}  // namespace headwater::collector
