#include "demo/collector/ingest/attributes.h"

#include <cstdlib>

#include "demo/collector/ingest/transaction_reader.h"

namespace headwater::collector {
namespace {

constexpr std::size_t kMaxTag = 200;  // bytes, as Sentry's limit of a tag
constexpr std::size_t kMaxTags = 100;

const char* status_of_http(int code) {
  switch (code) {
    case 400:
      return "invalid_argument";
    case 401:
      return "unauthenticated";
    case 403:
      return "permission_denied";
    case 404:
      return "not_found";
    case 409:
      return "already_exists";
    case 413:
      return "failed_precondition";
    case 429:
      return "resource_exhausted";
    case 499:
      return "cancelled";
    case 501:
      return "unimplemented";
    case 503:
      return "unavailable";
    case 504:
      return "deadline_exceeded";
    default:
      return code >= 400 && code < 500 ? "invalid_argument" : "internal_error";
  }
}

// By their numbers in gRPC.
constexpr const char* kRpcStatuses[] = {
    "ok",        "cancelled",      "unknown_error",     "invalid_argument",   "deadline_exceeded",
    "not_found", "already_exists", "permission_denied", "resource_exhausted", "failed_precondition",
    "aborted",   "out_of_range",   "unimplemented",     "internal_error",     "unavailable",
    "data_loss", "unauthenticated"};

}  // namespace

std::optional<std::string> text_attribute(const Json& attributes, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = attributes.find(key);
    if (found == attributes.end() || found->is_null() || found->is_structured()) continue;
    std::string text = found->is_string() ? found->get<std::string>() : to_text(*found);
    if (!text.empty()) return text;
  }
  return std::nullopt;
}

std::string failure_status(const Json& attributes) {
  if (const auto code = text_attribute(attributes, {"http.response.status_code", "http.status_code"})) {
    const int number = std::atoi(code->c_str());
    if (number >= 400 && number < 600) return status_of_http(number);
  }
  if (const auto code = text_attribute(attributes, {"rpc.grpc.status_code"})) {
    const int number = std::atoi(code->c_str());
    if (number > 0 && number < static_cast<int>(std::size(kRpcStatuses))) return kRpcStatuses[number];
  }
  return "internal_error";
}

Json tags_of(const Json& attributes) {
  Json tags = Json::object();
  for (const auto& [key, value] : attributes.items()) {
    if (value.is_structured() || value.is_null() || key.starts_with("sentry.") || key.size() > kMaxTag)
      continue;
    if (tags.size() == kMaxTags) break;
    std::string text = value.is_string() ? value.get<std::string>() : to_text(value);
    if (!text.empty() && text.size() <= kMaxTag) tags[key] = std::move(text);
  }
  return tags;
}

void read_common_attributes(const Json& attributes, TransactionRow& row) {
  const auto set = [&](std::optional<std::string>& member, std::initializer_list<const char*> keys) {
    if (!member) member = text_attribute(attributes, keys);
  };
  set(row.environment, {"sentry.environment", "deployment.environment.name", "deployment.environment"});
  set(row.release, {"sentry.release", "service.version"});
  set(row.user, {"user.id", "enduser.id", "user.email", "user.name", "user.ip_address"});
  set(row.service, {"service.name"});
  if (!row.sample_rate) {
    if (const auto rate = text_attribute(attributes, {"sentry.sample_rate"}))
      row.sample_rate = read_sample_rate(*rate);
  }
}

}  // namespace headwater::collector
