#include "src/text/url.h"

#include "src/base/string.h"
#include "src/text/characters.h"
#include "src/text/masking.h"
#include "src/text/readable.h"
#include "src/text/templates.h"

namespace headwater {
namespace {

// All of these take the address from `at` to `end`.

const char* find_any(const char* at, const char* end, const char* characters) {
  while (at < end && !is_one_of(*at, characters)) ++at;
  return at;
}

bool starts_with(const char* at, const char* end, const char* prefix) {
  for (; *prefix; ++prefix) {
    if (at == end || *at++ != *prefix) return false;
  }
  return true;
}

// Its colon, `at` for none.
const char* scheme_end(const char* at, const char* end) {
  const char* colon = find_any(at, end, ":/?#");
  return colon < end && *colon == ':' ? colon : at;
}

// `at` for none. Also in //host/path, which is no absolute address but may have credentials all the same.
const char* authority_start(const char* at, const char* end) {
  const char* slashes = scheme_end(at, end);
  if (slashes > at) ++slashes;
  return starts_with(slashes, end, "//") ? slashes + 2 : at;
}

std::string_view view(const char* at, const char* end) { return {at, static_cast<std::size_t>(end - at)}; }

const char* last_part(const char* at, const char* end) {
  const char* part = at;
  while (at < end) {
    const int escaped = escaped_byte(view(at, end), 0);
    const int c = escaped < 0 ? *at : escaped;
    at += escaped < 0 ? 1 : 3;
    if (c == '/' || c == '\\') part = at;
  }
  return part;
}

void append_path(String& out, const char* at, const char* end) {
  static constexpr Placeholders kPlaceholders = {{nullptr, nullptr, nullptr, "[email]", "[token]"}};
  append_masked(out, view(at, end), kPlaceholders);
}

}  // namespace

String strip_url(std::string_view url, std::string_view kept_keys) {
  String stripped;
  stripped.reserve(url.size());
  const char* const begin = url.data();
  const char* const end = find_any(begin, begin + url.size(), "#");
  const char* const query = find_any(begin, end, "?");
  const char* const authority = authority_start(begin, query);
  const char* const path = authority > begin ? find_any(authority, query, "/") : begin;
  const char* host = authority;
  for (const char* at = authority; at < path;) {
    if (*at++ == '@') host = at;
  }
  const char* const colon = scheme_end(begin, query);
  // javascript://host is a comment and then code.
  const bool hostless = host == path || starts_with(begin, end, "javascript:");
  if (starts_with(begin, end, "file:")) {
    // Folders, and the machine they are on, tell whose they are.
    stripped += "file:///";
    append_path(stripped, last_part(colon + 1, query), query);
  } else if (colon > begin && hostless && !starts_with(begin, end, "about:")) {
    const char* const type = starts_with(begin, end, "data:") ? find_any(colon, end, ",;") : end;
    append_path(stripped, begin, type < end ? type : colon + 1);
    return stripped;
  } else {
    stripped += view(begin, authority);
    stripped += view(host, path);
    append_path(stripped, path, query);
  }

  if (kept_keys.empty()) return stripped;
  char separator = '?';
  // From one separator to the next: an address without data has no place behind it.
  for (const char* at = query; end - at > 1;) {
    const char* const next = find_any(++at, end, "&");
    const char* const key_end = find_any(at, next, "=");
    const String key = readable(view(at, key_end));
    if (const std::string_view line = matching_template(kept_keys, key); !line.empty()) {
      stripped += separator;
      // Who names a key means it, also one that is named like a secret.
      const char* const masked = line == key ? key_end : at;
      stripped += view(at, masked);
      append_path(stripped, masked, next);
      separator = '&';
    }
    at = next;
  }
  return stripped;
}

std::string_view scheme_of(std::string_view url) {
  return view(url.data(), scheme_end(url.data(), url.data() + url.size()));
}

std::string_view origin_of(std::string_view url) {
  const char* const end = url.data() + url.size();
  const char* const start = authority_start(url.data(), end);
  return view(url.data(), start > url.data() ? find_any(start, end, "/?") : start);
}

std::string_view host_of(std::string_view url) {
  const std::string_view origin = origin_of(url);
  const char* const end = origin.data() + origin.size();
  return view(authority_start(origin.data(), end), end);
}

std::string_view label_of(std::string_view url, std::string_view page_origin) {
  const std::string_view origin = origin_of(url);
  url = url.substr(0, url.find('?'));
  if (origin.empty() || origin != page_origin || origin.size() == url.size()) return url;
  return view(origin.data() + origin.size(), url.data() + url.size());
}

}  // namespace headwater
