#include "request_body.h"

#include <strings.h>

#include <charconv>

#include "refusal.h"

namespace headwater::collector {

BodyFraming body_framing(const httplib::Request& request) {
  using Kind = BodyFraming::Kind;
  const std::size_t codings = request.get_header_value_count("Transfer-Encoding");
  const std::size_t lengths = request.get_header_value_count("Content-Length");
  if (codings + lengths == 0) return {};
  // Two of them may mean two different bodies.
  if (codings + lengths > 1) return {Kind::kUnclear};
  if (codings == 1) {
    const bool chunked = strcasecmp(request.get_header_value("Transfer-Encoding").c_str(), "chunked") == 0;
    return {chunked ? Kind::kChunked : Kind::kUnclear};
  }
  const std::string text = request.get_header_value("Content-Length");
  BodyFraming framing{Kind::kLength};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), framing.length);
  if (error != std::errc() || end != text.data() + text.size()) return {Kind::kUnclear};
  return framing;
}

bool BodyBudget::take(std::size_t bytes) {
  const auto count = static_cast<std::int64_t>(bytes);
  if (left_.fetch_sub(count) >= count) return true;
  left_ += count;
  return false;
}

RequestBody::RequestBody(const httplib::Request& request, const httplib::ContentReader& content,
                         std::size_t most, BodyBudget& budget)
    : budget_(budget) {
  const BodyFraming framing = body_framing(request);
  if (framing.kind == BodyFraming::Kind::kUnclear) {
    throw Refusal(400, "body is unclear", {"expected one Content-Length, or Transfer-Encoding: chunked"});
  }
  bool too_large = framing.length > most;
  bool no_room = false;
  const bool complete = !too_large && content([&](const char* data, std::size_t size) {
    too_large = bytes_.size() + size > most;
    no_room = !too_large && !budget_.take(size);
    if (too_large || no_room) return false;
    taken_ += size;
    bytes_.append(data, size);
    return true;
  });
  if (complete) return;
  budget_.give_back(taken_);  // what throws has no destructor
  if (too_large) throw Refusal(413, "body too large", {"at most " + std::to_string(most) + " bytes"});
  if (no_room)
    throw Refusal(503, "too much at once", {"the bodies under way fill the memory meant for them"});
  throw Refusal(400, "body is incomplete");
}

}  // namespace headwater::collector
