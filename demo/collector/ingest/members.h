#pragma once

#include <optional>
#include <string>

#include "demo/collector/base/parse_json.h"

namespace headwater::collector {

// Members of what is read, for those who refuse what lacks them: 400 `detail`, naming the member as `where`
// and key.
class Members {
 public:
  explicit Members(const char* detail) : detail_(detail) {}

  [[noreturn]] void refuse(const std::string& why) const;
  // Null if it isn't there.
  const Json& member(const Json& object, const char* key) const;
  std::string needed_id(const Json& object, const char* key, std::size_t length,
                        const std::string& where) const;
  // The id of the parent; null, "" and zeros are how the SDKs say that there is none.
  std::optional<std::string> parent_id(const Json& object, const std::string& where) const;
  // In seconds since 1970.
  double needed_time(const Json& object, const char* key, const std::string& where) const;

 private:
  const char* const detail_;
};

}  // namespace headwater::collector
