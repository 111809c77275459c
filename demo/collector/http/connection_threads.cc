#include "demo/collector/http/connection_threads.h"

#include <chrono>
#include <system_error>

namespace headwater::collector {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{1000};
constexpr milliseconds kLookAgain{5};
constexpr milliseconds kGrace{2000};

}  // namespace

void OpenConnections::add(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connections_.insert(&connection);
  if (finishing_) connection.abort();
}

void OpenConnections::remove(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(&connection);
}

void OpenConnections::abort_slowest(milliseconds patience) {
  const std::lock_guard lock(mutex_);
  auto longest = Connection::Clock::now() - patience;
  Connection* slowest = nullptr;
  for (Connection* connection : connections_) {
    const auto since = connection->waiting_since();
    if (!since || *since >= longest) continue;
    longest = *since;
    slowest = connection;
  }
  if (slowest) slowest->abort();
}

void OpenConnections::finish() {
  const std::lock_guard lock(mutex_);
  finishing_ = true;
  for (Connection* connection : connections_) {
    if (connection->is_idle()) connection->abort();
  }
}

void OpenConnections::abort_all() {
  const std::lock_guard lock(mutex_);
  aborted_ = true;
  for (Connection* connection : connections_) connection->abort();
}

ConnectionThreads::Enqueued ConnectionThreads::enqueue(std::function<void()> serve) {
  std::unique_lock lock(mutex_);
  waiting_.push_back(std::move(serve));
  if (busy_ + waiting_.size() > threads_.size()) start_thread();
  changed_.notify_all();
  // Accepting no more until this one is served.
  while (busy_ + waiting_.size() > threads_.size() && !stopping_) {
    if (changed_.wait_for(lock, kLookAgain) == std::cv_status::timeout) open_.abort_slowest(kPatience);
  }
  return static_cast<Enqueued>(true);
}

bool ConnectionThreads::start_thread() {
  if (threads_.size() >= most_) return false;
  try {
    threads_.emplace_back([this] { work(); });
    return true;
  } catch (const std::system_error&) {
    return false;  // the system gives no more; those there are go on
  }
}

void ConnectionThreads::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !waiting_.empty() || stopping_; });
    if (waiting_.empty()) return;
    const std::function<void()> serve = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    lock.unlock();
    serve();
    lock.lock();
    --busy_;
    changed_.notify_all();
  }
}

void ConnectionThreads::shutdown() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  open_.finish();
  if (!changed_.wait_for(lock, kGrace, [this] { return busy_ == 0 && waiting_.empty(); })) open_.abort_all();
  lock.unlock();
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace headwater::collector
