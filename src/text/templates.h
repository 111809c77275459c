#pragma once

#include <string_view>

namespace headwater {

// The first of the lines of `templates` that fits `text`, which is mostly a pathname; empty for none.
//
// `:anything` after a slash or at the start fits one segment that is not empty, `*` at the end whatever
// follows, also nothing, anything else only itself. So `/shop/:category/*` fits /shop/books and
// /shop/books/1, not /shop/. One more slash at the end of the text makes no difference.
std::string_view matching_template(std::string_view templates, std::string_view text);

}  // namespace headwater
