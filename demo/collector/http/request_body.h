#pragma once

#include <httplib.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>

namespace headwater::collector {

// As it comes over the wire: Relay's limit.
inline constexpr std::size_t kMaxBodyBytes = 20 << 20;

// How the head of a request says where its body ends.
struct BodyFraming {
  enum class Kind { kNone, kLength, kChunked, kUnclear };
  Kind kind = Kind::kNone;
  std::uint64_t length = 0;  // for kLength
};

BodyFraming body_framing(const httplib::Request& request);

// Bytes of bodies that are in memory, of all requests or of all answers together.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t most) : left_(static_cast<std::int64_t>(most)) {}
  bool take(std::size_t bytes);
  void give_back(std::size_t bytes) { left_ += static_cast<std::int64_t>(bytes); }

 private:
  std::atomic<std::int64_t> left_;
};

// The body of a request, as it came over the wire, counted in the budget as long as it lives.
class RequestBody {
 public:
  // Reads it. Throws Refusal: 400 when it is not what the head says, 413 as soon as it is known to have more
  // than `most` bytes, 503 when the budget is used up.
  RequestBody(const httplib::Request& request, const httplib::ContentReader& content, std::size_t most,
              BodyBudget& budget);
  ~RequestBody() { budget_.give_back(taken_); }
  RequestBody(const RequestBody&) = delete;
  RequestBody& operator=(const RequestBody&) = delete;

  std::size_t size() const { return size_; }
  // In one piece, which takes as much again while it is made: so it is for those who have their turn.
  std::string take();

 private:
  bool append(const char* data, std::size_t size);

  BodyBudget& budget_;
  std::size_t taken_ = 0;  // from the budget, which is what the pieces have room for
  std::size_t size_ = 0;
  // A text that grows leaves what it grew out of behind, and has room for twice its size.
  std::deque<std::string> pieces_;
};

}  // namespace headwater::collector
