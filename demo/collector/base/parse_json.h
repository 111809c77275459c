#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace headwater::collector {

// Members keep the order in which they came, so that what is shown reads like what was sent.
using Json = nlohmann::ordered_json;

// Deeper values are refused: writing a value recurses, and its depth is the sender's choice.
inline constexpr std::size_t kMaxJsonDepth = 100;
// Objects of more members are refused: each looks for its name among those before it.
inline constexpr int kMaxJsonMembers = 2000;

// Parses one JSON object that fills `text` but for white space. Throws std::invalid_argument with the reason
// when it is no JSON (RFC 8259, UTF-8 without a byte order mark), no object, nested too deeply, or has an
// object with too many members.
Json parse_json_object(std::string_view text);

// Compact JSON text. Never throws for strings that are not UTF-8: what is wrong in them becomes U+FFFD.
std::string to_text(const Json& value);

// The member `key` of `object` if it is there and a string that is not empty.
std::optional<std::string> string_member(const Json& object, std::string_view key);

// The member `key` of `object` if it is an object, else an empty object. Valid as long as `object` is.
const Json& object_member(const Json& object, std::string_view key);

}  // namespace headwater::collector
