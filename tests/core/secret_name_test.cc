#include "src/text/secret_name.h"

#include <gtest/gtest.h>

#include <string>

namespace headwater {
namespace {

TEST(SecretName, Secrets) {
  for (const char* key : {"jsessionid",
                          "JSESSIONID",
                          "PHPSESSID",
                          "ASPSESSIONIDQQABCD",
                          "sid",
                          "connect.sid",
                          "session",
                          "token",
                          "access_token",
                          "accessToken",
                          "AccessToken",
                          "id-token",
                          "token2",
                          "user[token]",
                          "key",
                          "apikey",
                          "apiKey",
                          "APIKey",
                          "APIKeyId",
                          "api_key_id",
                          "X-Api-Key",
                          "secret",
                          "clientSecret",
                          "password",
                          "passwd",
                          "passphrase",
                          "pass",
                          "pwd",
                          "pin",
                          "otp",
                          "code",
                          "authCode",
                          "verification_code",
                          "auth",
                          "oauth",
                          "Authorization",
                          "signature",
                          "sig",
                          "sign",
                          "X-Amz-Signature",
                          "q-signature",
                          "hmac",
                          "jwt",
                          "csrf",
                          "xsrf-token",
                          "credentials",
                          "ticket",
                          "nonce",
                          "SAMLResponse"}) {
    EXPECT_TRUE(is_secret_name(key)) << key;
  }
  EXPECT_TRUE(is_secret_name(std::string(100000, 'x') + "-key"));
}

TEST(SecretName, Others) {
  for (const char* key :
       {"", "=", "id", "page", "keyword", "keyboard", "author", "authors", "codec", "design", "pinned",
        "assess", "inside", "passenger", "v", "S", "sort", "\xD0\xBA\xD0\xBB"}) {
    EXPECT_FALSE(is_secret_name(key)) << key;
  }
}

}  // namespace
}  // namespace headwater
