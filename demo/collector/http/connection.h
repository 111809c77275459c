#pragma once

#include <httplib.h>

#include <array>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace headwater::collector {

// What a client may take of us before it is cut off. httplib's own timeouts begin anew with every byte, and
// it reads heads of any length.
struct ConnectionLimits {
  std::chrono::milliseconds idle{2000};   // from an answer to the next request
  std::chrono::milliseconds head{10000};  // for the request line and all headers
  std::chrono::milliseconds body{60000};
  std::chrono::milliseconds answer{30000};
  std::chrono::milliseconds farewell{2000};  // for what is still being sent when the connection is given up
  std::size_t head_bytes = 64 << 10;
};

// One accepted socket as httplib reads and writes it, with a deadline for each part of a request. A deadline
// or limit that is passed, like the end of the connection, fails this and every later read, or every later
// write: who said too little or too much is still answered.
class Connection : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(socket_t socket, const ConnectionLimits& limits);

  // Waits for the first byte of a request. False: there will be none.
  bool await_request();
  // What came of the current request's head.
  const std::string& head() const { return head_; }
  // The head is read: from here on `most` bytes may come, in the time for a body.
  void expect_body(std::size_t most);
  bool is_broken() const { return unreadable_ || unwritable_; }
  // Ends our half, takes what still comes for a moment, so that the client gets to read its answer, and
  // returns when both halves have ended. The socket stays open.
  void part();

  // These two may be called from other threads.
  // Since when the client has been holding up the current request, or has had none; nothing while we are at
  // work.
  std::optional<Clock::time_point> waiting_since() const;
  bool is_idle() const { return idle_; }
  // Ends the connection under whoever reads or writes it.
  void abort();

  // Some of these are not in every version of the library.
  bool is_readable() const;
  bool is_writable() const;
  bool wait_readable() const { return is_readable(); }
  bool wait_writable() const { return is_writable(); }
  time_t duration() const { return 0; }
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  // Waits for poll's `events`.
  bool wait(short events, Clock::time_point deadline);
  bool fill();

  const socket_t socket_;
  const ConnectionLimits& limits_;
  Clock::time_point read_deadline_;
  Clock::time_point write_deadline_;
  std::size_t allowed_ = 0;  // bytes that may still be received
  std::string head_;
  bool reading_head_ = false;
  bool writing_ = false;
  bool unreadable_ = false;
  bool unwritable_ = false;
  std::array<char, 16384> buffer_;
  std::size_t next_ = 0;  // what was received and not yet read: buffer_[next_, end_)
  std::size_t end_ = 0;
  std::atomic<Clock::rep> since_ = 0;  // when the current request, or the wait for it, began
  std::atomic<bool> waiting_ = false;
  std::atomic<bool> idle_ = false;
};

}  // namespace headwater::collector
