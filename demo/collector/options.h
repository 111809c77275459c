#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demo/collector/store/store.h"

namespace headwater::collector {

struct Options {
  std::string host = "127.0.0.1";     // the address to listen on
  int port = 8990;                    // 0: any free one
  std::string file = "headwater.db";  // created if it isn't there
  std::int64_t max_megabytes = kMaxFileBytes >> 20;
  std::optional<double> keep_seconds;  // else for as long as there is room
  std::vector<std::string> forward;    // DSNs
  std::vector<std::string> otlp;       // addresses
};

// What --help prints.
std::string usage();

// Reads the command line. Nothing for --help; throws std::invalid_argument with the reason for anything
// unknown.
std::optional<Options> read_options(int argc, char** argv);

}  // namespace headwater::collector
