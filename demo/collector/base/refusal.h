#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace headwater::collector {

// Why a request is not served, in words for the developer who sent it. Thrown by whatever reads untrusted
// input; becomes the status and the body `{"detail":…,"causes":[…]}` of the answer.
class Refusal : public std::runtime_error {
 public:
  Refusal(int http_status, const std::string& detail, std::vector<std::string> why = {})
      : std::runtime_error(detail), status(http_status), causes(std::move(why)) {}

  const int status;
  const std::vector<std::string> causes;  // from the general to the particular; may be empty
};

}  // namespace headwater::collector
