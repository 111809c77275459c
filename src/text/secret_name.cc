#include "src/text/secret_name.h"

#include <algorithm>

#include "src/base/string.h"
#include "src/text/characters.h"

namespace headwater {

bool is_secret_name(std::string_view key) {
  if (key.empty()) return false;
  // Its words in lowercase, a space before and after each.
  String words = " ";
  char before = '\0';
  for (const char c : key.substr(key.size() - std::min<std::size_t>(key.size(), 64))) {
    if (is_upper(c) && is_letter(before) && !is_upper(before)) words += ' ';
    words += is_letter(c) ? static_cast<char>(c | 0x20) : ' ';
    before = c;
  }
  words += ' ';
  // A space is the beginning or the end of a word.
  constexpr std::string_view kNames =
      "session,sessid, sess "
      ",token,secret,passw,passph,credential,signature,authoriz,csrf,xsrf,saml,bearer,cookie,"
      "key ,code ,auth ,pass ,pwd ,sid ,sig , sign ,jwt ,otp , pin ,ticket ,nonce ,hmac ,";
  for (std::size_t begin = 0; begin < kNames.size();) {
    const std::size_t end = kNames.find(',', begin);
    if (words.find(kNames.substr(begin, end - begin)) != words.npos) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace headwater
