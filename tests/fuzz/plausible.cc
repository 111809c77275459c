#include "tests/fuzz/plausible.h"

#include <cfloat>
#include <cmath>
#include <cstddef>

#include "tests/fuzz/page.h"

namespace headwater::fuzz {
namespace {

template <typename T, std::size_t n>
T pick(const T (&pool)[n], std::uint8_t byte) {
  return pool[byte % n];
}

bool ends_with(const std::string& name, std::string_view end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

bool is_handle(const std::string& name) { return name == "handle" || name == "root" || name == "parent"; }

constexpr const char* kAddresses[] = {
    "https://shop.example/cart?secret=1",
    "https://shop.example/users/42/orders/7f3a9c21?id=2&secret=3#secret",
    "https://me:secret@cdn.example:8080/a/b.js?secret",
    "//me:secret@cdn.example/x.css",
    "/api/list?page=1&secret=1",
    "data:image/png;base64,secret",
    "blob:https://shop.example/0d1f#secret",
    "https://shop.example?secret",
    "?secret",
    "",
};

// Of a long animation frame's script.
constexpr const char* kInvokers[] = {"https://cdn.example/a.js?secret=1", "IMG[src=/a.png?secret].onload",
                                     "BUTTON#save.onclick", "TimerHandler:setTimeout"};

constexpr const char* kJson[] = {"1",    "\"text\"", "{\"a\":[1,2,{}]}", "[]",  "{}",
                                 "null", "1e308",    "{\"a\":1",         "nul", "\"\\ud800\""};

constexpr const char* kWords[] = {
    "",
    "ok",
    "internal_error",
    "url",
    "route",
    "link",
    "script",
    "img",
    "fetch",
    "other",
    "h2",
    "first-paint",
    "first-contentful-paint",
    "blocking",
    "cache",
    "click",
    "keydown",
    "div#main > img",
    "back_forward",
    "navigate",
    "reload",
    "GET",
    "millisecond",
    "a.name",
    "classic-script",
    "ui.load",
    "id\npage",
    "/users/:id\n/a/*",
    "cdn-cache\t2\thit",
    "771a43a4192642f0b136d5159a501701-b7ad6b7169203331-1",
};

constexpr const char* kLimits[] = {"",
                                   "60:transaction:key",
                                   "1::organization",
                                   "5:internal:key",
                                   "9:error:key",
                                   "60:transaction;internal:key, 2700:span:organization:quota",
                                   ":::",
                                   "99999999999999999999:transaction"};

constexpr double kStatuses[] = {200, 204, 302, 400, 413, 429, 500, 503, 0, 999};

// Of what the browser still takes from a page that is left.
constexpr double kRooms[] = {NAN, -1, 0, 4096, 6200, 10000, 30000, 65536};

constexpr double kSpecial[] = {NAN,
                               INFINITY,
                               -INFINITY,
                               -1,
                               -0.0,
                               0.1,
                               5e-324,
                               2147483647,
                               2147483648,
                               4294967296,
                               9007199254740992,
                               8640000000000001,  // beyond the last Date
                               1e300,
                               DBL_MAX,
                               -DBL_MAX};

}  // namespace

bool is_json(const std::string& name) { return name == "json" || name == "dsc"; }

bool is_address(const std::string& name) { return ends_with(name, "url") || name == "referrer"; }

double special_number(std::uint8_t byte) { return pick(kSpecial, byte); }

double plausible_number(const std::string& name, std::uint8_t byte, double now) {
  if (is_handle(name)) return byte % 40;
  if (name == "epoch") return kEpoch + now;
  if (name == "room") return pick(kRooms, byte);
  if (name == "status") return pick(kStatuses, byte);
  if (name == "outcome") return byte % 7;
  if (name == "until") return now + byte * 100 - 1000;
  if (byte < 64) return byte;
  if (byte < 128) return now - (byte - 64) * 4;
  if (byte < 160) return (byte - 128) * 17.5;
  if (byte < 192) return std::ldexp(1, byte - 160) - 1;
  if (byte < 216) return (byte - 192) * 25;
  return (byte - 216) / 16.0;
}

std::string plausible_string(const std::string& name, std::uint8_t byte) {
  if (is_address(name)) return pick(kAddresses, byte);
  if (name == "trace_id") return "771a43a4192642f0b136d5159a501700";
  if (name == "parent_span_id") return byte % 2 ? "b7ad6b7169203331" : "";
  if (name == "invoker") return pick(kInvokers, byte);
  if (name == "rate_limits") return pick(kLimits, byte);
  if (is_json(name)) return pick(kJson, byte);
  return pick(kWords, byte);
}

}  // namespace headwater::fuzz
