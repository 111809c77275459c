#pragma once

#include <string_view>

namespace headwater {

// Whether a key is named like a session, token, key, secret, password, code, authorization or signature, as
// one word of its name or the end of one: `jsessionid`, `accessToken`, `X-Api-Key`, not `keyword` or
// `author`.
bool is_secret_name(std::string_view key);

}  // namespace headwater
