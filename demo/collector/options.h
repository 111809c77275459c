#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store.h"

namespace headwater::collector {

struct Options {
  std::string host = "127.0.0.1";     // the address to listen on
  int port = 8990;                    // 0: any free one
  std::string file = "headwater.db";  // created if it isn't there
  std::int64_t max_megabytes = kMaxFileBytes >> 20;
};

// What --help prints.
std::string usage();

// Reads the command line. Nothing for --help; throws std::invalid_argument with the reason for anything
// unknown.
std::optional<Options> read_options(int argc, char** argv);

}  // namespace headwater::collector
