#include "src/text/path_names.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

TEST(Names, Group) {
  const struct {
    const char* path;
    const char* name;
  } cases[] = {
      {"/users/42/orders/7f3a9c1b", "/users/:id/orders/:id"},
      {"/users/0b7e4c9a-53d1-4f0e-8f55-3a1d2e6b9c70", "/users/:id"},
      {"/42/", "/:id/"},
      {"/n/V1StGXR8_Z5jdHi6B-myT/edit", "/n/:id/edit"},
      {"/git/da39a3ee5e6b4b0d3255bfef95601890afd80709", "/git/:id"},
      {"/reset/eyJhbGci.eyJzdWIi.abc", "/reset/:id"},
      {"/unsubscribe/jo@a.example", "/unsubscribe/:email"},
      {"/unsubscribe/jo%40a.example/now", "/unsubscribe/:email/now"},
      {"/archive/2024-05-31", "/archive/:date"},
      {"/archive/20240531/", "/archive/:date/"},
      {"/archive/2024.05.31", "/archive/:date"},
      {"/archive/2024/05/31", "/archive/:id/:id/:id"},
      {"/at/2024-05-31T12:30:00Z", "/at/:date"},
      {"/files/7f3a9c1b.pdf", "/files/:id.pdf"},
      {"/files/2024-05-31.tar", "/files/:date.tar"},
      // As it is written: its bytes need not be UTF-8.
      {"/files/7f3a9c1b.a%ff", "/files/:id.a%ff"},
      {"/files/7f3a9c1b%2Epdf/x", "/files/:id%2Epdf/x"},
      {"/Orders(10248);v=2", "/Orders(:id);v=:id"},
      {"/compare/12,14", "/compare/:id,:id"},
      {"/blob/dGhpcyBpcyA5IG5vIHRleHQ==", "/blob/:id=="},
      {"7f3a9c1b", ":id"},
  };
  for (const auto& [path, name] : cases) EXPECT_EQ(group_name(path), name);
}

TEST(Names, StayWhereNothingIsAnIdentifier) {
  for (const char* path : {"",
                           "/",
                           "//",
                           "////",
                           "/about",
                           "/about/",
                           "/blog/how-to-build-a-house-in-2024",
                           "/p/iPhone15ProMaxSilver256",
                           "/v2/docs",
                           "/en-US/index.html",
                           "/@jo/posts",
                           "/caf%C3%A9",
                           "/caf\xC3\xA9",
                           "/%",
                           "/%4",
                           "/%zz",
                           "/a:b",
                           "/*",
                           "/:id",
                           "/deadbeef",
                           "/x?y",
                           "/assets/index-BfK3d9Ax.js",
                           "relative/path",
                           "/\xFF\xFE"}) {
    EXPECT_EQ(group_name(path), path);
  }
}

TEST(Names, OfLongPaths) {
  const std::string name(16384, 'x');
  EXPECT_EQ(group_name("/" + name), "/" + name);
  EXPECT_EQ(group_name("/" + std::string(16384, '7') + "/x"), "/:id/x");
  EXPECT_EQ(group_name(std::string(16384, '/')), std::string(16384, '/'));
  EXPECT_EQ(group_name(std::string(16384, '%')), std::string(16384, '%'));
  EXPECT_EQ(group_name(std::string(16384, '@')), std::string(16384, '@'));
  EXPECT_EQ(group_name(std::string(16384, '.')), std::string(16384, '.'));
}

}  // namespace
}  // namespace headwater
