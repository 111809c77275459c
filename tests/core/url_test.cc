#include "src/url.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

TEST(Url, StripsQueryAndFragment) {
  EXPECT_EQ(strip_url("https://a.example/x?token=1#top"), "https://a.example/x");
  EXPECT_EQ(strip_url("https://a.example/x#top?no"), "https://a.example/x");
  EXPECT_EQ(strip_url("https://a.example?q"), "https://a.example");
  EXPECT_EQ(strip_url("https://a.example/x"), "https://a.example/x");
}

TEST(Url, StripsCredentials) {
  EXPECT_EQ(strip_url("https://user:secret@a.example/x"), "https://a.example/x");
  EXPECT_EQ(strip_url("https://user@a.example:8443"), "https://a.example:8443");
  EXPECT_EQ(strip_url("ftp://u:p@h/"), "ftp://h/");
  EXPECT_EQ(strip_url("https://u:p@ss@a.example/"), "https://a.example/");
  EXPECT_EQ(strip_url("https://u:p@a.example?q=1"), "https://a.example");
}

TEST(Url, KeepsAnAtSignInThePath) {
  EXPECT_EQ(strip_url("https://a.example/@user/x@y"), "https://a.example/@user/x@y");
}

TEST(Url, ShowsNothingOfDataAndBlob) {
  EXPECT_EQ(strip_url("data:image/png;base64,AAAA"), "data:image/png");
  EXPECT_EQ(strip_url("data:text/html,<p>secret"), "data:text/html");
  EXPECT_EQ(strip_url("data:,secret"), "data:");
  EXPECT_EQ(strip_url("blob:https://a.example/0b7e-secret"), "blob:");
}

TEST(Url, SurvivesWhatIsNoAddress) {
  for (const char* text : {"", ":", "://", "//", "http:", "http://", "http:///x", "@", "a@b", "?", "#",
                           "http://@", "no scheme"}) {
    const std::string stripped = strip_url(text);
    origin_of(stripped);
    host_of(stripped);
    scheme_of(stripped);
    label_of(stripped, "https://a.example");
    EXPECT_LE(stripped.size(), std::string(text).size()) << text;
  }
}

TEST(Url, TakesApart) {
  EXPECT_EQ(origin_of("https://a.example:8443/x/y"), "https://a.example:8443");
  EXPECT_EQ(origin_of("https://a.example"), "https://a.example");
  EXPECT_EQ(origin_of("data:image/png"), "");
  EXPECT_EQ(origin_of("/x"), "");
  EXPECT_EQ(host_of("https://a.example:8443/x"), "a.example:8443");
  EXPECT_EQ(host_of("https://[::1]:80/x"), "[::1]:80");
  EXPECT_EQ(host_of("file:///x"), "");
  EXPECT_EQ(host_of("blob:"), "");
  EXPECT_EQ(scheme_of("https://a.example/"), "https");
  EXPECT_EQ(scheme_of("data:image/png"), "data");
  EXPECT_EQ(scheme_of("nothing"), "");
}

TEST(Url, IsNamedByItsPathOnThePagesOwnOrigin) {
  const std::string_view page = "https://a.example";
  EXPECT_EQ(label_of("https://a.example/x/y", page), "/x/y");
  EXPECT_EQ(label_of("https://a.example/", page), "/");
  EXPECT_EQ(label_of("https://a.example", page), "https://a.example");
  EXPECT_EQ(label_of("https://a.example:8443/x", page), "https://a.example:8443/x");
  EXPECT_EQ(label_of("https://a.example.evil.test/x", page), "https://a.example.evil.test/x");
  EXPECT_EQ(label_of("http://a.example/x", page), "http://a.example/x");
  EXPECT_EQ(label_of("data:image/png", page), "data:image/png");
  EXPECT_EQ(label_of("data:image/png", ""), "data:image/png");
}

}  // namespace
}  // namespace headwater
