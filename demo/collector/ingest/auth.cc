#include "demo/collector/ingest/auth.h"

#include <string_view>

#include "demo/collector/base/refusal.h"

namespace headwater::collector {
namespace {

// The value of `name` in "Sentry a=1, b=2".
std::string field(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = header.find_first_of(", ");
    const std::string_view part = header.substr(0, end);
    if (part.size() > name.size() && part.substr(0, name.size()) == name && part[name.size()] == '=') {
      return std::string(part.substr(name.size() + 1));
    }
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
  }
  return {};
}

struct Dsn {
  std::string public_key;
  std::string project;
};

// "https://key[:secret]@host[/path]/project"
Dsn read_dsn(const std::string& text) {
  const std::size_t scheme = text.find("://");
  const std::size_t at = text.find('@');
  const std::size_t slash = text.rfind('/');
  if (scheme == std::string::npos || at == std::string::npos || at < scheme + 3 || slash < at) {
    throw Refusal(400, "malformed envelope", {"envelope header: dsn can't be read: " + text});
  }
  const std::string user = text.substr(scheme + 3, at - scheme - 3);
  return {user.substr(0, user.find(':')), text.substr(slash + 1)};
}

void agree(std::string& known, const std::string& other) {
  if (other.empty()) return;
  if (!known.empty() && known != other) {
    throw Refusal(400, "credentials disagree", {"public key " + known + " and " + other});
  }
  known = other;
}

}  // namespace

Sender authenticate(const Credentials& credentials, const Json& envelope_header, const std::string& project) {
  Sender sender;
  agree(sender.public_key, credentials.query_key);
  agree(sender.public_key, field(credentials.header, "sentry_key"));
  if (const auto text = string_member(envelope_header, "dsn")) {
    const Dsn dsn = read_dsn(*text);
    agree(sender.public_key, dsn.public_key);
    if (dsn.project != project) {
      throw Refusal(400, "credentials disagree",
                    {"project " + project + " in the address, " + dsn.project + " in dsn"});
    }
  }
  if (sender.public_key.empty()) {
    throw Refusal(
        401, "no public key",
        {"expected the query parameter sentry_key, the header X-Sentry-Auth or dsn in the envelope header"});
  }
  sender.client = credentials.query_client.empty() ? field(credentials.header, "sentry_client")
                                                   : credentials.query_client;
  return sender;
}

}  // namespace headwater::collector
