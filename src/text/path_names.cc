#include "src/text/path_names.h"

#include "src/text/masking.h"

namespace headwater {

std::string group_name(std::string_view path) {
  static constexpr Placeholders kPlaceholders = {{nullptr, ":date", ":id", ":email", ":id"}};
  std::string name;
  append_masked(name, path, kPlaceholders);
  return name;
}

}  // namespace headwater
