#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace headwater::fuzz {

// What stands in an address where it must not leave the page: the query, the fragment, the credentials. No
// other string has it.
inline constexpr std::string_view kSecret = "secret";

// Numbers and strings as commands have them, chosen by a byte and by the names that wasm/commands.md gives
// them. `now`: the page's time, which most times are near.
double plausible_number(const std::string& name, std::uint8_t byte, double now);
std::string plausible_string(const std::string& name, std::uint8_t byte);

// One that is dangerous: not finite, or at the end of a range.
double special_number(std::uint8_t byte);

// Whether a string of that name is JSON.
bool is_json(const std::string& name);

bool is_address(const std::string& name);

}  // namespace headwater::fuzz
