#include "demo/collector/base/refusal.h"
#include "demo/collector/forward/http_address.h"
#include "demo/collector/forward/http_sender.h"
#include "demo/collector/forward/otlp_writer.h"
#include "demo/collector/forward/target.h"
#include "demo/collector/ingest/ingest.h"

namespace headwater::collector {
namespace {

class OtlpTarget : public Target {
 public:
  explicit OtlpTarget(const std::string& url) : address_(read_http_address(url)), sender_(address_.origin) {
    path_ = address_.path.empty() ? "/v1/traces" : address_.path;
    name_ = "otlp " + address_.origin + path_;
  }

  const std::string& name() const override { return name_; }

  Outcome send(const RawEnvelope& envelope) override {
    if (envelope.format == kOtlpJsonFormat) return sender_.post(path_, envelope.bytes, "application/json");
    const std::string body = envelope.format == kOtlpProtobufFormat ? envelope.bytes : converted(envelope);
    return body.empty() ? Outcome{} : sender_.post(path_, body, "application/x-protobuf");
  }

 private:
  static std::string converted(const RawEnvelope& envelope) {
    NewEnvelope entry;
    entry.event_id = envelope.event_id;
    try {
      read_items(read_envelope(envelope.bytes), entry);
    } catch (const Refusal&) {
      return {};  // an older collector has taken it
    }
    return otlp_of(entry);
  }

  const HttpAddress address_;
  std::string path_;
  std::string name_;
  HttpSender sender_;
};

}  // namespace

std::unique_ptr<Target> otlp_target(const std::string& url) { return std::make_unique<OtlpTarget>(url); }

}  // namespace headwater::collector
