#include "demo/collector/http/request_head.h"

#include <gtest/gtest.h>

#include <string>

namespace headwater::collector {
namespace {

bool clear(const std::string& lines) {
  return is_clear_head("POST /api/1/envelope/?a=%20 HTTP/1.1\r\n" + lines + "\r\n");
}

TEST(RequestHead, IsClearAsClientsSendIt) {
  EXPECT_TRUE(clear(""));
  EXPECT_TRUE(clear("Host: localhost:8990\r\nContent-Length: 5\r\nReferer: http://localhost/%20?a:b\r\n"));
  EXPECT_TRUE(clear("host:[::1]:8990\r\ntransfer-encoding:\tchunked \r\nX-Empty:\r\nX-Colon:::\r\n"));
}

TEST(RequestHead, IsUnclearWhereReadersDisagree) {
  for (const char* lines :
       {"Content-Length : 5\r\n", "Transfer-Encoding : chunked\r\n", "Transfer-Encoding\t: chunked\r\n",
        " Content-Length: 5\r\n", "X-Folded: a\r\n b: c\r\n", "Transfer-Encoding:\r\n chunked\r\n",
        "Content-Length:\r\n", "Content-Length: \t\r\n", "Content-Length: %35\r\n",
        "Transfer-Encoding: %63hunked\r\n", "Content-Length: 5\n\r\n", "X: a\nContent-Length: 5\r\n",
        "X: a\rContent-Length: 5\r\n", ": 5\r\n", "Content-Length\r\n", "Host: a\r\nHost: b\r\n",
        "Host: a\r\nhost: a\r\n", "Host: %6cocalhost\r\n"}) {
    EXPECT_FALSE(clear(lines)) << lines;
  }
  EXPECT_FALSE(clear(std::string("X: \0\r\n", 6)));
  EXPECT_FALSE(is_clear_head("GET / HTTP/1.1\r\nContent-Length: 5"));
}

}  // namespace
}  // namespace headwater::collector
