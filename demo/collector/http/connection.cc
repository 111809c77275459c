#include "demo/collector/http/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#ifndef MSG_NOSIGNAL
// Not everywhere; main() has the signal ignored.
#define MSG_NOSIGNAL 0
#endif

namespace headwater::collector {

using std::chrono::milliseconds;

Connection::Connection(socket_t socket, const ConnectionLimits& limits) : socket_(socket), limits_(limits) {}

bool Connection::await_request() {
  since_ = Clock::now().time_since_epoch().count();
  read_deadline_ = Clock::now() + limits_.idle;
  allowed_ = limits_.head_bytes;
  head_.clear();
  reading_head_ = true;
  idle_ = true;
  const bool begun = next_ != end_ || fill();
  idle_ = false;
  if (!begun) return false;
  since_ = Clock::now().time_since_epoch().count();
  read_deadline_ = Clock::now() + limits_.head;
  return true;
}

void Connection::expect_body(std::size_t most) {
  read_deadline_ = Clock::now() + limits_.body;
  allowed_ = most;
  reading_head_ = false;
}

void Connection::part() {
  const auto deadline = Clock::now() + limits_.farewell;
  ::shutdown(socket_, SHUT_WR);
  while (Clock::now() < deadline && wait(POLLIN, deadline) &&
         recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT) > 0) {
  }
}

std::optional<Connection::Clock::time_point> Connection::waiting_since() const {
  if (!waiting_) return std::nullopt;
  return Clock::time_point(Clock::duration(since_));
}

void Connection::abort() { ::shutdown(socket_, SHUT_RDWR); }

bool Connection::wait(short events, Clock::time_point deadline) {
  waiting_ = true;
  int ready = 0;
  do {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    pollfd entry{socket_, events, 0};
    ready = poll(&entry, 1, static_cast<int>(std::max(left, milliseconds(0)).count()));
  } while (ready < 0 && errno == EINTR);
  waiting_ = false;
  return ready > 0;
}

bool Connection::fill() {
  if (unreadable_) return false;
  const std::size_t most = std::min(buffer_.size(), allowed_);
  if (most > 0 && Clock::now() < read_deadline_ && wait(POLLIN, read_deadline_)) {
    const ssize_t got = recv(socket_, buffer_.data(), most, MSG_DONTWAIT);
    if (got > 0) {
      next_ = 0;
      end_ = static_cast<std::size_t>(got);
      allowed_ -= end_;
      writing_ = false;
      return true;
    }
  }
  unreadable_ = true;
  return false;
}

ssize_t Connection::read(char* to, std::size_t size) {
  if (next_ == end_ && !fill()) return -1;
  const std::size_t count = std::min(size, end_ - next_);
  std::memcpy(to, buffer_.data() + next_, count);
  if (reading_head_) head_.append(to, count);
  next_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  if (!writing_) {
    write_deadline_ = Clock::now() + limits_.answer;
    writing_ = true;
  }
  while (!unwritable_) {
    const ssize_t sent = send(socket_, from, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno == EINTR) continue;
    unwritable_ = (errno != EAGAIN && errno != EWOULDBLOCK) || Clock::now() >= write_deadline_ ||
                  !wait(POLLOUT, write_deadline_);
  }
  return -1;
}

bool Connection::is_readable() const { return !unreadable_; }
bool Connection::is_writable() const { return !unwritable_; }

// Nobody asks: the collector's answers do not depend on where a request came from.
void Connection::get_remote_ip_and_port(std::string&, int&) const {}
void Connection::get_local_ip_and_port(std::string&, int&) const {}

}  // namespace headwater::collector
