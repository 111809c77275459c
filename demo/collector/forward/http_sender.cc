#include "demo/collector/forward/http_sender.h"

namespace headwater::collector {

using Kind = Target::Outcome::Kind;

HttpSender::HttpSender(const std::string& origin) : client_(origin) {
  constexpr time_t kSeconds = 10;
  client_.set_keep_alive(true);
  client_.set_tcp_nodelay(true);
  client_.set_connection_timeout(kSeconds);
  client_.set_read_timeout(kSeconds);
  client_.set_write_timeout(kSeconds);
}

Target::Outcome HttpSender::post(const std::string& path, const std::string& body, const char* content_type) {
  const auto answer = client_.Post(path.c_str(), body, content_type);
  if (!answer) return {Kind::kLater, 0, "no answer: " + httplib::to_string(answer.error())};
  const int status = answer->status;
  const double pause = pause_of(status, answer->get_header_value("X-Sentry-Rate-Limits"),
                                answer->get_header_value("Retry-After"));
  if (status >= 200 && status < 300) return {Kind::kDone, pause};
  const std::string why = "answered " + std::to_string(status) + " " + answer->body.substr(0, 200);
  const bool passes = status == 429 || status == 408 || status == 502 || status == 503 || status == 504;
  return {passes ? Kind::kLater : Kind::kRefused, pause, why};
}

}  // namespace headwater::collector
