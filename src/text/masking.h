#pragma once

#include <string_view>

#include "src/base/string.h"

namespace headwater {

// What each kind of identifier (identifiers.h) is replaced by, in its order; null for what stays.
struct Placeholders {
  const char* by[5];
};

// Appends the path of an address, or the value of a key of its query, without what nobody is to read. All
// that may leave the page of a path goes through this, whether it is shown as an address or as a name. Takes
// linear time; bytes that are not ASCII stay together.
//
// - Parts end at / ; = , & ( ) ? # and zero, themselves or as percent escapes, also escaped twice. One that
// is
//   an identifier is replaced, apart from its file extension.
// - The value of a key that is named like a secret (secret_name.h) is replaced as a token, whatever it is, up
// to
//   the next / that is not escaped, or one of ; & ) ? #
// - An address within the path loses its credentials, and what follows an escaped ? or # in it up to the next
// /
//   that is not escaped. So does a path that is no address, if there is a = in that.
void append_masked(String& out, std::string_view text, const Placeholders& placeholders);

}  // namespace headwater
