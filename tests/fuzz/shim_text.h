#pragma once

#include <string>
#include <vector>

namespace headwater::fuzz {

// The core believes its texts to be what the shim makes of any: this makes the same of any bytes.

// Replaces each byte that is not part of well-formed UTF-8, as a TextEncoder does. Whether there was anything
// to replace.
bool repair_utf8(std::string& text);

// `?` in place of what is no JSON, is nested deeper than 32, or has infinite numbers, as js/core/wire/pack.ts
// does.
std::string shim_json(const std::string& text);

// The text of a batch with these numbers, its JSON included.
std::string shim_text(const std::vector<double>& numbers, std::string text);

}  // namespace headwater::fuzz
