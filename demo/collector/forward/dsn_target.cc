#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <ctime>
#include <stdexcept>

#include "demo/collector/base/wire_time.h"
#include "demo/collector/forward/http_address.h"
#include "demo/collector/forward/http_sender.h"
#include "demo/collector/forward/target.h"

namespace headwater::collector {
namespace {

constexpr double kLongWait = 60;  // s; a queue that is not empty is no wait

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string rfc3339(double seconds) {
  const auto milliseconds = std::llround(seconds * 1000);
  const auto whole = static_cast<std::time_t>(milliseconds / 1000);
  std::tm date{};
  gmtime_r(&whole, &date);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &date);
  const std::string rest = std::to_string(1000 + milliseconds % 1000);
  return std::string(text, length) + rest.substr(1) + "Z";
}

class DsnTarget : public Target {
 public:
  explicit DsnTarget(const std::string& dsn) : address_(read_http_address(dsn)), sender_(address_.origin) {
    const std::size_t slash = address_.path.rfind('/');
    const std::string project = slash == std::string::npos ? "" : address_.path.substr(slash + 1);
    if (address_.user.empty() || project.empty())
      throw std::invalid_argument("expected https://<public key>@<host>/<project>: " + dsn);
    const std::string host = address_.origin.substr(address_.origin.find("://") + 3);
    const std::string scheme = address_.origin.substr(0, address_.origin.find("://") + 3);
    dsn_ = scheme + address_.user + "@" + host + address_.path;
    name_ = "sentry " + address_.origin + address_.path;
    path_ = address_.path.substr(0, slash) + "/api/" + project +
            "/envelope/?sentry_version=7&sentry_key=" + address_.user +
            "&sentry_client=headwater-collector%2F1";
  }

  const std::string& name() const override { return name_; }

  Outcome send(const RawEnvelope& envelope) override {
    // What came as OTLP is no envelope.
    if (envelope.format != kEnvelopeFormat) return {};
    return sender_.post(path_, readdressed(envelope.bytes, dsn_, address_.user, now() - envelope.received),
                        "application/x-sentry-envelope");
  }

 private:
  const HttpAddress address_;
  std::string dsn_;
  std::string name_;
  std::string path_;
  HttpSender sender_;
};

// "60:transaction;span:organization:reason": the longest of those that mean us.
double longest_limit(const std::string& limits) {
  double longest = 0;
  for (std::size_t at = 0; at < limits.size();) {
    const std::size_t end = std::min(limits.find(',', at), limits.size());
    std::string limit = limits.substr(at, end - at);
    at = end + 1;
    limit.erase(0, std::min(limit.find_first_not_of(' '), limit.size()));
    double seconds = 0;
    const auto [rest, error] = std::from_chars(limit.data(), limit.data() + limit.size(), seconds);
    if (error != std::errc() || *rest != ':') continue;
    const std::size_t start = static_cast<std::size_t>(rest - limit.data()) + 1;
    const std::string categories = ";" + limit.substr(start, limit.find(':', start) - start) + ";";
    const bool means_us = categories == ";;" || categories.find(";transaction;") != std::string::npos ||
                          categories.find(";span;") != std::string::npos;
    if (means_us) longest = std::max(longest, seconds);
  }
  return longest;
}

double seconds_until(const std::string& retry_after) {
  double seconds = 0;
  const auto [end, error] =
      std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
  if (error == std::errc() && end == retry_after.data() + retry_after.size()) return seconds;
  std::tm date{};
  if (!strptime(retry_after.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date)) return 0;
  return std::difftime(timegm(&date), std::time(nullptr));
}

}  // namespace

double pause_of(int status, const std::string& rate_limits, const std::string& retry_after) {
  constexpr double kUnsaid = 60;
  constexpr double kMost = 24 * 3600;
  double pause = longest_limit(rate_limits);
  if (rate_limits.empty() && !retry_after.empty()) pause = seconds_until(retry_after);
  if (status == 429 && pause <= 0) pause = kUnsaid;
  return std::isfinite(pause) ? std::min(std::max(pause, 0.0), kMost) : kUnsaid;
}

std::string readdressed(const std::string& bytes, const std::string& dsn, const std::string& public_key,
                        double waited) {
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  Json header = Json::parse(std::string_view(bytes).substr(0, end));
  const bool had_trace = header.contains("trace") && header["trace"].is_object();
  if (header.contains("dsn")) header["dsn"] = dsn;
  if (had_trace && header["trace"].contains("public_key")) header["trace"]["public_key"] = public_key;
  if (const auto sent = header.contains("sent_at") ? read_wire_time(header["sent_at"]) : std::nullopt;
      sent && waited >= kLongWait)
    header["sent_at"] = rfc3339(*sent + waited);
  return to_text(header) + bytes.substr(end);
}

std::unique_ptr<Target> dsn_target(const std::string& dsn) { return std::make_unique<DsnTarget>(dsn); }

}  // namespace headwater::collector
