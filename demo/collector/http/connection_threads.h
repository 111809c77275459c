#pragma once

#include <httplib.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "demo/collector/http/connection.h"

namespace headwater::collector {

// The connections that are open, for those who have to end some of them.
class OpenConnections {
 public:
  void add(Connection& connection);
  // After this nobody touches the connection from outside; only then may its socket be closed.
  void remove(Connection& connection);

  // Ends the connection whose client has kept us waiting longest, if that is longer than `patience`.
  void abort_slowest(std::chrono::milliseconds patience);
  // From now on connections end instead of waiting for another request, those that wait for one at once.
  void finish();
  bool is_finishing() const { return finishing_; }
  void abort_all();
  // Nobody waits for an answer any more.
  bool are_aborted() const { return aborted_; }

 private:
  std::mutex mutex_;
  std::atomic<bool> finishing_ = false;
  std::atomic<bool> aborted_ = false;
  std::set<Connection*> connections_;
};

// A thread for each connection, as httplib works, but bounded: threads are started as they are needed, and
// when there are `most` of them a new connection takes the place of the slowest client. So clients that only
// hold on to their connections can't keep others out. What is not accepted yet waits in the system's queue.
class ConnectionThreads : public httplib::TaskQueue {
 public:
  ConnectionThreads(OpenConnections& open, std::size_t most) : open_(open), most_(most) {}

  // Later versions of the library are told that it was taken.
  using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue(std::function<void()>()));
  Enqueued enqueue(std::function<void()> serve) override;
  // Ends idle connections at once and those in the middle of a request after 2 s, then all threads.
  void shutdown() override;

 private:
  void work();
  bool start_thread();

  OpenConnections& open_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::function<void()>> waiting_;
  std::vector<std::thread> threads_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
};

}  // namespace headwater::collector
