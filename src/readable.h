#pragma once

#include <string>
#include <string_view>

namespace headwater {

// An address, or a part of one, as people write it: `/stra%C3%9Fe/am%20See` is /straße/am See. Escapes are
// decoded where they are a character beyond ASCII that can be seen, whole and well-formed UTF-8, or a space.
// Others stay, so that nothing ends somewhere else than before, and nothing is hidden.
std::string readable(std::string_view text);

}  // namespace headwater
