#pragma once

#include <string>

#include "tests/core/support/command_list.h"

namespace headwater::testing {

// The entry of a request as an engine makes it; times in ms since the time origin, 0 for what did not happen.
struct RequestTiming {
  double start = 0, end = 0;
  double first_byte = 0;
  std::string url = "https://shop.example/api";
  std::string initiator_type = "fetch";
  std::string server_timing = "";
  double redirect_start = 0, redirect_end = 0, worker_start = 0, fetch_start = 0;
  double dns_start = 0, dns_end = 0, connect_start = 0, tls_start = 0, connect_end = 0, request_start = 0;
  double transfer_size = 0, encoded_size = 0, decoded_size = 0, status = 0;
  std::string render_blocking = "", delivery_type = "";

  CommandList command() const {
    return CommandList().add(
        Command::kResource,
        {end, start, end - start, redirect_start, redirect_end, worker_start, fetch_start, dns_start, dns_end,
         connect_start, tls_start, connect_end, request_start, first_byte, first_byte > 0 ? end : 0,
         transfer_size, encoded_size, decoded_size, status},
        {url, initiator_type, "h2", render_blocking, delivery_type, server_timing});
  }
};

inline CommandList operator+(CommandList list, const CommandList& more) {
  list.commands.insert(list.commands.end(), more.commands.begin(), more.commands.end());
  return list;
}

inline CommandList operator+(const CommandList& list, const RequestTiming& timing) {
  return list + timing.command();
}

}  // namespace headwater::testing
