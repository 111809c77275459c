#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace headwater::collector {

// JSON written piece by piece, for answers of a hundred thousand rows: a tree of values would take many times
// the memory and time. Texts are UTF-8 already, numbers are finite.

void append_json(std::string& json, std::string_view text);
// The shortest text that reads back the same, without a fraction if there is none.
void append_json(std::string& json, double number);
void append_json(std::string& json, const std::optional<double>& number);
void append_json(std::string& json, const std::optional<std::string>& text);
void append_json(std::string& json, const std::optional<std::string_view>& text);

}  // namespace headwater::collector
