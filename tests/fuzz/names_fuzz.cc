// Names of pages and of groups of requests: an identifier never becomes part of one.
//
// An input is two lines: templates, separated by tabs, and a pathname.

#include <cstdint>

#include "src/record/clean_text.h"
#include "src/text/path_names.h"
#include "src/text/readable.h"
#include "src/text/templates.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/shim_text.h"

namespace headwater::fuzz {
namespace {

void check_group(const std::string& path) {
  const std::string name(group_name(path));
  // `:id` stands for one digit or more.
  if (name.size() > path.size() * 3) fail("longer than the path was", name);
  // Of credentials and addresses within a path another one may be left.
  const bool stays = path.find_first_of("@%:?") == std::string::npos;
  if (stays && group_name(name) != name) fail("grouped twice it is\n" + std::string(group_name(name)), name);
  if (readable(readable(name)) != readable(name)) fail("more readable yet", name);
  Drops drops;
  if (const std::string_view start = cut(name, 20, drops);
      start.size() > name.size() || name.compare(0, start.size(), start) != 0) {
    fail("cut it is another", name);
  }
  std::string valid = path, result(readable(name));
  if (!repair_utf8(valid) && repair_utf8(result)) fail("not UTF-8 any more", name);
}

// An identifier within any path is not in its name, and has a name of its own where nothing else is around
// it.
void check_identifiers(const std::string& path) {
  constexpr std::string_view kIdentifiers[] = {
      "jo.doe@a.example", "4711", "2024-05-31", "0b7e4c9a-53d1-4f0e-8f55-3a1d2e6b9c70",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
  constexpr std::string_view kNames[] = {":email", ":id", ":date", ":id", ":id"};
  // Behind two slashes stands a host.
  const bool plain = path.find_first_not_of("abcdefghijklmnopqrstuvwxyz/") == std::string::npos &&
                     path.find("//") == std::string::npos && (path.empty() || path.back() != '/');
  for (std::size_t i = 0; i < std::size(kIdentifiers); ++i) {
    const std::string identifier(kIdentifiers[i]);
    const std::string name(group_name(path + '/' + identifier + '/' + path));
    const std::string grouped = path + '/' + std::string(kNames[i]) + '/' + path;
    if (plain && path.size() < 16 && name != grouped) fail("not " + grouped, name);
    if (path.find(identifier) == std::string::npos && name.find(identifier) != std::string::npos) {
      fail(path, name);
    }
  }
}

void check_template(const std::string& templates, const std::string& path) {
  const std::string_view found = matching_template(templates, path);
  if (!found.empty() && (found.data() < templates.data() ||
                         found.data() + found.size() > templates.data() + templates.size())) {
    fail("not one of the templates", found);
  }
  // The path as its own template, where it holds no special characters.
  if (!path.empty() && path.find_first_of(":*\n") == std::string::npos &&
      (matching_template(path, path) != path || matching_template(path, path + '/') != path)) {
    fail("does not fit itself", path);
  }
  const std::string everything = "*";
  if (matching_template(everything, path) != everything) fail("does not fit everything", path);
}

}  // namespace
}  // namespace headwater::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headwater::fuzz;
  const std::vector<std::string> lines = lines_of(text_of(data, size), 2);
  check_group(lines[1]);
  check_identifiers(lines[1]);
  check_template(unfolded(lines[0]), lines[1]);
  return 0;
}
