#include "demo/collector/http/request_body.h"

#include <strings.h>

#include <algorithm>
#include <charconv>

#include "demo/collector/base/refusal.h"

namespace headwater::collector {
namespace {

constexpr std::size_t kSmallPiece = 32 << 10;
constexpr std::size_t kLargePiece = 512 << 10;

}  // namespace

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
    too_large = size_ + size > most;
    no_room = !too_large && !append(data, size);
    return !too_large && !no_room;
  });
  if (complete) return;
  budget_.give_back(taken_);  // what throws has no destructor
  if (too_large) throw Refusal(413, "body too large", {"at most " + std::to_string(most) + " bytes"});
  if (no_room)
    throw Refusal(503, "too much at once", {"the bodies under way fill the memory meant for them"});
  throw Refusal(400, "body is incomplete");
}

bool RequestBody::append(const char* data, std::size_t size) {
  while (size > 0) {
    if (pieces_.empty() || pieces_.back().size() == pieces_.back().capacity()) {
      // Most bodies are small. Large pieces are the system's own, and go back to it at once.
      const std::size_t room = size_ < kLargePiece ? kSmallPiece : kLargePiece;
      if (!budget_.take(room)) return false;
      taken_ += room;
      pieces_.emplace_back().reserve(room);
    }
    std::string& piece = pieces_.back();
    const std::size_t fits = std::min(size, piece.capacity() - piece.size());
    piece.append(data, fits);
    data += fits;
    size -= fits;
    size_ += fits;
  }
  return true;
}

std::string RequestBody::take() {
  std::string bytes;
  bytes.reserve(size_);
  for (std::string& piece : pieces_) {
    bytes += piece;
    std::string().swap(piece);
  }
  pieces_.clear();
  return bytes;
}

}  // namespace headwater::collector
