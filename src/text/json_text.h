#pragma once

#include <string_view>

namespace headwater {

// Whether a value came as JSON. All of it was made by JSON.stringify and mended by js/core/wire/pack.ts in
// the same page, which alone knows what receivers take; `?` stands for what could not be made JSON of.
inline bool is_json(std::string_view text) { return !text.empty() && text[0] != '?'; }

}  // namespace headwater
