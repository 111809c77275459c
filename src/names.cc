#include "names.h"

#include "identifiers.h"

namespace headwater {

std::string group_name(std::string_view path) {
  // Not at a colon: 2024-05-31T12:30 is one date.
  static constexpr Replacements kPlaceholders = {{nullptr, ":date", ":id", ":email", ":id"}, "/;=,&()", true};
  std::string name;
  replace_identifiers(name, path, kPlaceholders);
  return name;
}

}  // namespace headwater
