#pragma once

#include <httplib.h>

#include <string>

#include "demo/collector/forward/target.h"

namespace headwater::collector {

// A connection that posts to one server, and says what its answers mean.
class HttpSender {
 public:
  explicit HttpSender(const std::string& origin);

  // 2xx: it has it. 429, 502, 503, 504, 408, or no answer: later. Else it does not want it.
  Target::Outcome post(const std::string& path, const std::string& body, const char* content_type);

 private:
  httplib::Client client_;
};

}  // namespace headwater::collector
