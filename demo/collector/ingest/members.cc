#include "demo/collector/ingest/members.h"

#include "demo/collector/base/hex_id.h"
#include "demo/collector/base/refusal.h"
#include "demo/collector/base/wire_time.h"

namespace headwater::collector {

void Members::refuse(const std::string& why) const { throw Refusal(400, detail_, {why}); }

const Json& Members::member(const Json& object, const char* key) const {
  static const Json kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string Members::needed_id(const Json& object, const char* key, std::size_t length,
                               const std::string& where) const {
  const Json& value = member(object, key);
  if (value.is_null()) refuse(where + "." + key + " is missing");
  const auto id = value.is_string() ? read_hex_id(value.get_ref<const std::string&>(), length) : std::nullopt;
  if (!id)
    refuse(where + "." + key + " is not an id of " + std::to_string(length) +
           " hex digits: " + to_text(value));
  return *id;
}

std::optional<std::string> Members::parent_id(const Json& object, const std::string& where) const {
  const auto text = string_member(object, "parent_span_id");
  if (!text || text->find_first_not_of('0') == std::string::npos) return std::nullopt;
  return needed_id(object, "parent_span_id", kSpanIdLength, where);
}

double Members::needed_time(const Json& object, const char* key, const std::string& where) const {
  const Json& value = member(object, key);
  if (value.is_null()) refuse(where + key + " is missing");
  const auto time = read_wire_time(value);
  if (!time) {
    refuse(where + key + " is no time in seconds since 1970 (in milliseconds, perhaps?): " + to_text(value));
  }
  return *time;
}

}  // namespace headwater::collector
