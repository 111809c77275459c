#include "demo/collector/http/http_server.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace headwater::collector {
namespace {

// Browsers keep six connections for each page.
constexpr rlim_t kMostConnections = 768;
constexpr rlim_t kOtherFiles = 32;            // the database's and whatever libraries open
constexpr std::size_t kMostRequests = 10000;  // on one connection

// A connection that can't be accepted can't take the place of a slow one either.
std::size_t most_connections() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return kMostConnections;
  return std::clamp<rlim_t>(files.rlim_cur, 2 * kOtherFiles, kMostConnections + kOtherFiles) - kOtherFiles;
}

}  // namespace

HttpServer::HttpServer(const ConnectionLimits& limits, Planner plan)
    : limits_(limits), plan_(std::move(plan)) {
  new_task_queue = [this] { return new ConnectionThreads(open_, most_connections()); };
  set_tcp_nodelay(true);
  // These two are only told to clients.
  set_keep_alive_max_count(kMostRequests);
  set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(limits_.idle).count());
  // Not httplib's SO_REUSEPORT, with which a second collector would silently take half of the requests.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
}

void HttpServer::widen_backlog() { ::listen(svr_sock_, SOMAXCONN); }

bool HttpServer::process_and_close_socket(socket_t socket) {
  Connection connection(socket, limits_);
  open_.add(connection);
  serve(connection);
  open_.remove(connection);
  close(socket);
  return true;
}

void HttpServer::serve(Connection& connection) {
  for (std::size_t count = 1; connection.await_request(); ++count) {
    bool last = count == kMostRequests || open_.is_finishing();
    bool closed = false;
    bool understood = false;
    const auto plan_it = [&](httplib::Request& request) {
      understood = true;
      const Plan plan = plan_(connection.head(), request);
      connection.expect_body(plan.body_bytes);
      last = last || plan.last;
    };
    // Later versions of the library are told the addresses, which nobody asks for.
    const auto process = [&](auto& server) {
      if constexpr (requires { server.process_request(connection, last, closed, plan_it); }) {
        return server.process_request(connection, last, closed, plan_it);
      } else {
        return server.process_request(connection, std::string(), 0, std::string(), 0, last, closed, plan_it);
      }
    };
    const bool answered = process(*this);
    // Where a head that can't be read ends is anybody's guess.
    if (!answered || !understood || closed || last || connection.is_broken()) break;
  }
  connection.part();
}

}  // namespace headwater::collector
