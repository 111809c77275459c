#include "demo/collector/http/answer.h"

#include "demo/collector/base/bytes_text.h"

namespace headwater::collector {
namespace {

constexpr std::size_t kMaxCause = 400;  // bytes; a cause may quote a value of any size
constexpr int kRetryAfterSeconds = 30;

constexpr std::size_t kMaxMessage = 1000;

void say_when(httplib::Response& response) {
  if (response.status == 503) response.set_header("Retry-After", std::to_string(kRetryAfterSeconds));
}

}  // namespace

void answer_json(httplib::Response& response, const Json& value) {
  response.set_header("Cache-Control", "no-store");
  response.set_content(to_text(value), "application/json");
}

void answer_error(httplib::Response& response, const Refusal& refusal, const Json& at) {
  std::string message = refusal.what();
  for (const std::string& cause : refusal.causes) message += ": " + cause;
  response.status = refusal.status;
  say_when(response);
  answer_json(response, {{"error", {{"message", first_bytes(message, kMaxMessage)}, {"at", at}}}});
}

void answer_refusal(httplib::Response& response, const Refusal& refusal) {
  Json causes = Json::array();
  for (const std::string& cause : refusal.causes) {
    causes.push_back(cause.size() <= kMaxCause ? cause : std::string(first_bytes(cause, kMaxCause)) + "…");
  }
  response.status = refusal.status;
  response.set_header("X-Sentry-Error", one_line(refusal));
  say_when(response);
  answer_json(response, {{"detail", refusal.what()}, {"causes", causes}});
}

std::string one_line(const Refusal& refusal) {
  std::string text = refusal.what();
  for (const std::string& cause : refusal.causes) text += ": " + cause;
  if (text.size() > 500) text = text.substr(0, 497) + "...";
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

}  // namespace headwater::collector
