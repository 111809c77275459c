#include "src/text/url.h"

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

TEST(Url, MasksEmailAddressesAndTokens) {
  const struct {
    const char* path;
    const char* masked;
  } cases[] = {
      {"/unsubscribe/jo@a.example", "/unsubscribe/[email]"},
      {"/unsubscribe/jo.doe%2Btag%40a.example/now", "/unsubscribe/[email]/now"},
      {"/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
       "/reset/[token]"},
      {"/reset/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/", "/reset/[token]/"},
      {"/git/da39a3ee5e6b4b0d3255bfef95601890afd80709", "/git/[token]"},
      {"/bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/send", "/[token]/send"},
      {"/a;sid=AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/b", "/a;sid=[token]/b"},
      {"/go/https%3A%2F%2Fb.example%2FAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
       "/go/https%3A%2F%2Fb.example%2F[token]"},
  };
  for (const auto& [path, masked] : cases) {
    EXPECT_EQ(strip_url(std::string("https://a.example") + path), std::string("https://a.example") + masked);
    EXPECT_EQ(strip_url(path), masked);
  }
}

TEST(Url, KeepsWhatIsReadable) {
  for (const char* path :
       {"/assets/index-BfK3d9Ax.js", "/static/main.7f3a9c1b2d8e.chunk.css",
        "/i/d41d8cd98f00b204e9800998ecf8427e.png", "/da39a3ee5e6b4b0d3255bfef95601890afd80709.js",
        "/users/42/orders/507f1f77bcf86cd799439011", "/how-to-build-a-house-in-2024-without-money",
        "/How-To-Use-CSS3-And-HTML5-In-2024", "/archive/2024-05-31", "/npm/react@18.2.0/umd/react.js",
        "/logo@2x.png", "/caf%C3%A9", "/caf\xC3\xA9", "/%", "/%4", "/%zz", "/\xFF", "//", "/x//y/"}) {
    EXPECT_EQ(strip_url(std::string("https://a.example") + path), std::string("https://a.example") + path);
  }
}

TEST(Url, NothingHasNoKeys) { EXPECT_EQ(strip_url(std::string_view(), "a"), ""); }

TEST(Url, KeepsChosenQueryKeys) {
  const struct {
    const char* url;
    const char* keys;
    const char* stripped;
  } cases[] = {
      {"https://a.example/x?a=1&b=2&c=3", "a\nb", "https://a.example/x?a=1&b=2"},
      {"https://a.example/x?a=1&b=2&c=3", "c\na", "https://a.example/x?a=1&c=3"},
      {"https://a.example/x?a=1&a=2", "a", "https://a.example/x?a=1&a=2"},
      {"https://a.example/x?a=1#b?a=2", "a", "https://a.example/x?a=1"},
      {"https://a.example/x#?a=1", "a", "https://a.example/x"},
      {"https://a.example?a=1", "a", "https://a.example?a=1"},
      {"https://u:p@a.example?a=x@y/z", "a", "https://a.example?a=x@y/z"},
      {"https://a.example/x?a", "a", "https://a.example/x?a"},
      {"https://a.example/x?a=", "a", "https://a.example/x?a="},
      {"https://a.example/x?a=b=c?d", "a", "https://a.example/x?a=b=c?d"},
      {"https://a.example/x?ab=1&A=2&b=a", "a", "https://a.example/x"},
      {"https://a.example/x?&&=1&", "\n\n", "https://a.example/x"},
      {"https://a.example/x?=1&&", "", "https://a.example/x"},
      {"https://a.example/x?a=jo%40a.example&b=AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "a\nb",
       "https://a.example/x?a=[email]&b=[token]"},
      {"https://a.example/x?a=mail+jo@a.example+now", "a", "https://a.example/x?a=[email]"},
      {"https://a.example/x?a=https%3A%2F%2Fu%40b.example%2Fy%3Femail%3Djo%40a.example", "a",
       "https://a.example/x?a=https%3A%2F%2Fb.example%2Fy"},
      {"https://a.example/x?a=https://u@b.example/y?b", "a", "https://a.example/x?a=https://b.example/y"},
      {"https://a.example/x?a=b%26token%3Dc", "a", "https://a.example/x?a=b%26token%3D[token]"},
      // Named, or only let through.
      {"https://a.example/x?code=de&token=b", "code", "https://a.example/x?code=de"},
      {"https://a.example/x?code=de&token=b&page=2", "*",
       "https://a.example/x?code=[token]&token=[token]&page=2"},
      // As people write them.
      {"https://a.example/x?gr%C3%B6%C3%9Fe=xl&b=1",
       "gr\xC3\xB6\xC3\x9F"
       "e",
       "https://a.example/x?gr%C3%B6%C3%9Fe=xl"},
      {"data:text/html,x?a=1", "a", "data:text/html"},
      {"mailto:jo@a.example?a=1", "a", "mailto:"},
  };
  for (const auto& [url, keys, stripped] : cases) EXPECT_EQ(strip_url(url, keys), stripped) << url;
}

TEST(Url, ShowsNothingOfOtherSchemes) {
  EXPECT_EQ(strip_url("data:image/png;base64,AAAA"), "data:image/png");
  EXPECT_EQ(strip_url("data:text/html,<p>secret"), "data:text/html");
  EXPECT_EQ(strip_url("data:,secret"), "data:");
  EXPECT_EQ(strip_url("data:secret"), "data:");
  EXPECT_EQ(strip_url("DATA:text/html,secret"), "DATA:");
  EXPECT_EQ(strip_url("blob:https://a.example/0b7e-secret"), "blob:");
  EXPECT_EQ(strip_url("javascript:alert('secret')"), "javascript:");
  EXPECT_EQ(strip_url("javascript://secret"), "javascript:");
  EXPECT_EQ(strip_url("mailto:secret"), "mailto:");
  EXPECT_EQ(strip_url("tel:+49301234567"), "tel:");
  EXPECT_EQ(strip_url("filesystem:https://a.example/temporary/secret"), "filesystem:");
  EXPECT_EQ(strip_url("view-source:https://a.example/?secret"), "view-source:");
  EXPECT_EQ(strip_url("user:secret"), "user:");
  EXPECT_EQ(strip_url("http:secret"), "http:");
  EXPECT_EQ(strip_url("http:///secret"), "http:");
}

TEST(Url, OfAFileTellsItsName) {
  EXPECT_EQ(strip_url("file:///home/secret/x.html"), "file:///x.html");
  EXPECT_EQ(strip_url("file:///x.html"), "file:///x.html");
  EXPECT_EQ(strip_url("file://server/secret/x.html?secret#secret"), "file:///x.html");
  EXPECT_EQ(strip_url("file:///x.html?page=2&secret", "page"), "file:///x.html?page=2");
  EXPECT_EQ(strip_url("file:///C:/Users/secret/"), "file:///");
  EXPECT_EQ(strip_url("file:///C:\\Users\\secret\\x.html"), "file:///x.html");
  EXPECT_EQ(strip_url("file:///home%2Fsecret%5cx.html"), "file:///x.html");
  EXPECT_EQ(strip_url("file:secret/x.html"), "file:///x.html");
  EXPECT_EQ(strip_url("file:///home/mail%20of%20jo@a.example.txt"), "file:///[email]");
  EXPECT_EQ(strip_url("file:"), "file:///");
}

TEST(Url, KeepsHarmlessSchemes) {
  for (const char* url : {"about:blank", "about:srcdoc", "chrome-extension://abcdefghij/page.html",
                          "moz-extension://0b7e4c9a-53d1-4f0e-8f55-3a1d2e6b9c70/x.js", "ws://a.example/x",
                          "capacitor://localhost/index.html"}) {
    EXPECT_EQ(strip_url(url), url);
  }
  EXPECT_EQ(strip_url("about:blank?secret#secret"), "about:blank");
  EXPECT_EQ(strip_url("chrome-extension://u:p@abcdefghij/page.html?secret"),
            "chrome-extension://abcdefghij/page.html");
}

TEST(Url, StripsWhatHasNoScheme) {
  EXPECT_EQ(strip_url("/x/a:b?secret#secret"), "/x/a:b");
  EXPECT_EQ(strip_url("//user:secret@a.example/x?secret"), "//a.example/x");
  EXPECT_EQ(strip_url("jo@a.example"), "[email]");
  EXPECT_EQ(strip_url("jo@a.example:secret"), "[email]");
  EXPECT_EQ(strip_url("?secret"), "");
  EXPECT_EQ(strip_url("#secret"), "");
}

TEST(Url, SurvivesWhatIsNoAddress) {
  for (const char* text :
       {"",         ":",         "://",   "//",   "http:",  "http://", "http:///x", "@",
        "a@b",      "?",         "#",     "?#",   "#?",     "a:?",     "http://@",  "//@",
        "http://?", "no scheme", "data:", "data", "about:", "%",       "x:%",       "\xFF://\xFE"}) {
    const String stripped = strip_url(text, "a\nb");
    EXPECT_LE(stripped.size(), std::string(text).size()) << text;
    EXPECT_LE(origin_of(stripped).size(), stripped.size()) << text;
    EXPECT_LE(host_of(stripped).size(), stripped.size()) << text;
    EXPECT_LE(scheme_of(stripped).size(), stripped.size()) << text;
    EXPECT_LE(label_of(stripped, "https://a.example").size(), stripped.size()) << text;
  }
}

TEST(Url, OfAnyLength) {
  const std::string origin = "https://a.example";
  for (const char c : {'/', 'x', '%', '.', ':', '=', '&'}) {
    EXPECT_EQ(strip_url(origin + '/' + std::string(16384, c)), origin + '/' + std::string(16384, c)) << c;
  }
  EXPECT_EQ(strip_url(origin + std::string(16384, '@')), "https:");
  EXPECT_EQ(strip_url(origin + "/?" + std::string(16384, '&'), "a"), origin + "/");
  EXPECT_EQ(strip_url(origin + '/' + std::string(16384, '7')), origin + "/[token]");
}

TEST(Url, TakesApart) {
  EXPECT_EQ(origin_of("https://a.example:8443/x/y"), "https://a.example:8443");
  EXPECT_EQ(origin_of("https://a.example"), "https://a.example");
  EXPECT_EQ(origin_of("data:image/png"), "");
  EXPECT_EQ(origin_of("/x"), "");
  EXPECT_EQ(host_of("https://a.example:8443/x"), "a.example:8443");
  EXPECT_EQ(host_of("https://[::1]:80/x"), "[::1]:80");
  EXPECT_EQ(host_of("https://a.example?a=1"), "a.example");
  EXPECT_EQ(origin_of("https://a.example?a=/x"), "https://a.example");
  EXPECT_EQ(origin_of("https://a.example/x?a=https://b.example/"), "https://a.example");
  EXPECT_EQ(origin_of("about:blank"), "");
  EXPECT_EQ(host_of("file:///x"), "");
  EXPECT_EQ(host_of("blob:"), "");
  EXPECT_EQ(scheme_of("https://a.example/"), "https");
  EXPECT_EQ(scheme_of("data:image/png"), "data");
  EXPECT_EQ(scheme_of("nothing"), "");
  EXPECT_EQ(scheme_of("/a:b"), "");
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
