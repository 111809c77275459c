#pragma once

#include <httplib.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace headwater::collector {

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

  const std::string& bytes() const { return bytes_; }

 private:
  BodyBudget& budget_;
  std::size_t taken_ = 0;
  std::string bytes_;
};

}  // namespace headwater::collector
