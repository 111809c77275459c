#include <signal.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "demo/collector/forward/forwarder.h"
#include "demo/collector/options.h"
#include "demo/collector/server.h"
#include "demo/collector/store/retention.h"
#include "demo/collector/store/store.h"

namespace headwater::collector {
namespace {

// Holds SIGINT and SIGTERM back in every thread started from here on, so that one thread can wait for them: a
// signal handler itself could do next to nothing.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void serve(const Options& options) {
  const sigset_t signals = block_stop_signals();
  // A file that may not grow further is an error like a full disk, and a client that is gone one like any
  // other: not the end.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
#ifdef M_MMAP_THRESHOLD
  // glibc raises this with the first large block that is given back, and keeps such blocks for itself from
  // then on.
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
#endif
  Store store(options.file, options.max_megabytes << 20);
  std::vector<std::unique_ptr<Target>> targets;
  for (const std::string& dsn : options.forward) targets.push_back(dsn_target(dsn));
  for (const std::string& url : options.otlp) targets.push_back(otlp_target(url));
  std::vector<std::string> names;
  for (const auto& target : targets) names.push_back(target->name());
  Server server(store);
  const int port = server.bind(options.host, options.port);
  const std::string host =
      options.host.find(':') == std::string::npos ? options.host : "[" + options.host + "]";
  std::list<Forwarder> forwarders;
  for (auto& target : targets) forwarders.emplace_back(store, std::move(target));
  std::optional<Retention> retention;
  if (options.keep_seconds) retention.emplace(store, *options.keep_seconds, names);
  std::printf("headwater-collector listening on http://%s:%d/\n", host.c_str(), port);
  std::fflush(stdout);

  std::exception_ptr failure;
  std::thread serving([&] {
    try {
      server.run();
    } catch (...) {
      failure = std::current_exception();
      kill(getpid(), SIGTERM);
    }
  });
  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
  serving.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace
}  // namespace headwater::collector

int main(int argc, char** argv) {
  using namespace headwater::collector;
  try {
    const auto options = read_options(argc, argv);
    if (!options) {
      std::fputs(usage().c_str(), stdout);
      return 0;
    }
    serve(*options);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "headwater-collector: %s\n", error.what());
    return 1;
  }
}
