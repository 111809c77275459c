#include "src/text/path_names.h"

#include "src/base/string.h"
#include "src/text/masking.h"

namespace headwater {

String group_name(std::string_view path) {
  static constexpr Placeholders kPlaceholders = {{nullptr, ":date", ":id", ":email", ":id"}};
  String name;
  append_masked(name, path, kPlaceholders);
  return name;
}

}  // namespace headwater
