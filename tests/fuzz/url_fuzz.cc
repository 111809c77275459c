// Addresses: nothing of a query, a fragment, credentials, e-mail addresses and tokens is left of one.
//
// An input is five lines: templates of the keys of a query that are kept (separated by tabs), scheme, host,
// path, and the query. Also all of the input is an address, as it is.

#include <cstdint>

#include "src/text/templates.h"
#include "src/text/url.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/shim_text.h"

namespace headwater::fuzz {
namespace {

constexpr std::string_view kSecret = "s3cret", kPrivate = "private";
constexpr std::string_view kEmail = "jo.s3cret@a.example";
constexpr std::string_view kToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.dBjftJeZ4CVP-mB92-s3cret";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_part(std::string_view part, std::string_view of) {
  return part.empty() || (part.data() >= of.data() && part.data() + part.size() <= of.data() + of.size());
}

void check_stripped(const std::string& url, const std::string& keys) {
  const std::string stripped(strip_url(url, keys));
  // `[token]` may stand for a single character, as in `sid=x` and `(S(x))`.
  if (stripped.size() > url.size() * 3) fail("longer than the address was", stripped);
  if (has(stripped, "#")) fail("a fragment", stripped);
  if (keys.empty() && has(stripped, "?")) fail("a query", stripped);
  // Of `data:` only what stands before a comma is a media type, and a key that was masked is another key.
  // What stands before a colon that was none of a scheme's may be one when it is masked.
  const bool stays = keys.empty() && stripped.rfind("data:", 0) != 0 && stripped.rfind('[', 0) != 0;
  if (const std::string again(strip_url(stripped)); stays && again != stripped) {
    fail("stripped twice it is\n" + again, stripped);
  }
  std::string valid = url, result = stripped;
  if (!repair_utf8(valid) && repair_utf8(result)) fail("not UTF-8 any more", stripped);

  for (const std::string_view part :
       {scheme_of(stripped), origin_of(stripped), host_of(stripped), label_of(stripped, origin_of(stripped)),
        label_of(stripped, "https://shop.example")}) {
    if (!is_part(part, stripped)) fail("no part of the address", stripped);
  }
  if (has(label_of(stripped, origin_of(stripped)), "?")) fail("a query in the label", stripped);
}

// An address that has something secret wherever there may be something.
void check_secrets(const std::vector<std::string>& lines, const std::string& keys) {
  std::string scheme = lines[1], path = lines[3];
  for (char& c : scheme) {
    if (c < 'a' || c > 'z') c = 'x';
  }
  for (char& c : path) {
    if (c == '?' || c == '#') c = '/';
  }
  std::string url = scheme.empty() ? "https" : scheme;
  url.append("://").append(kSecret).append(":").append(kSecret).append("@").append(lines[2]);
  url.append("/").append(path).append("/").append(kEmail).append("/").append(kToken).append("/");
  if (matching_template(keys, kPrivate).empty()) {
    url.append("?").append(lines[4]).append("&").append(kPrivate).append("=").append(kSecret);
    url.append("&mail=").append(kEmail);
  }
  url.append("#").append(kSecret);
  check_stripped(url, keys);
  if (const std::string stripped(strip_url(url, keys + "\nmail")); has(stripped, kSecret))
    fail(url, stripped);
}

}  // namespace
}  // namespace headwater::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headwater::fuzz;
  const std::string all(text_of(data, size));
  const std::vector<std::string> lines = lines_of(all, 5);
  const std::string keys = unfolded(lines[0]);
  check_stripped(all, "");
  check_stripped(all, keys);
  if (!has(all, kSecret)) check_secrets(lines, keys);
  return 0;
}
