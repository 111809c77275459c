#pragma once

#include <cstddef>
#include <string_view>

#include "src/base/string.h"

namespace headwater {

// The byte of the percent escape that stands at `at`; -1 when there is none.
int escaped_byte(std::string_view text, std::size_t at);

// An address, or a part of one, as people write it: `/stra%C3%9Fe/am%20See` is /straße/am See. Escapes are
// decoded where they are a character beyond ASCII that can be seen, whole and well-formed UTF-8, or a space.
// Others stay, so that nothing ends somewhere else than before, and nothing is hidden.
String readable(std::string_view text);

}  // namespace headwater
