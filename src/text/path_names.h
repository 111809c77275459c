#pragma once

#include <string_view>

#include "src/base/string.h"

namespace headwater {

// The name that all pages of one kind share: the pathname with its identifiers (identifiers.h) replaced.
//
//     /users/42/orders/7f3a9c1b     /users/:id/orders/:id     `:id` for ids and tokens
//     /archive/2024-05-31/          /archive/:date/           `:date` for dates
//     /unsubscribe/jo%40a.example   /unsubscribe/:email       `:email` for e-mail addresses
//     /files/7f3a9c1b.pdf           /files/:id.pdf            a file extension stays
//     /Orders(10248);v=2            /Orders(:id);v=:id        parts end at / ; = , & ( )
//
// Equal to `path` where there is none. A page's own templates (templates.h) come before this.
String group_name(std::string_view path);

}  // namespace headwater
