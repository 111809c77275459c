#include "src/text/templates.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

TEST(Templates, Fit) {
  const struct {
    const char* line;
    const char* path;
    bool fits;
  } cases[] = {
      {"/", "/", true},
      {"/", "/a", false},
      {"/about", "/about", true},
      {"/about", "/about/", true},
      {"/about", "/about//", false},
      {"/about", "/About", false},
      {"/about", "/aboutus", false},
      {"/about", "/about/us", false},
      {"/about", "/", false},
      {"/about/", "/about/", true},
      {"/about/", "/about", false},
      {"/:page", "/about", true},
      {"/:page", "/", false},
      {"/:page", "/a/b", false},
      {"/:", "/a", true},
      {"/shop/:category/*", "/shop/books/1", true},
      {"/shop/:category/*", "/shop/books/1/2/3/", true},
      {"/shop/:category/*", "/shop/books/", true},
      {"/shop/:category/*", "/shop/books", true},
      {"/shop/:category/*", "/shop/", false},
      {"/shop/:category/*", "/shop", false},
      {"/shop/:category/*", "/shops/books/1", false},
      {"/:a/x/:b", "/1/x/2", true},
      {"/:a/x/:b", "/1/y/2", false},
      {"/:a/x/:b", "//x/2", false},
      {"/*", "/", true},
      {"/*", "/a/b", true},
      {"/*", "", true},
      {"*", "/a", true},
      {"*", "", true},
      {"/a*", "/a*", true},
      {"/a*", "/ab/c", true},
      {"/a*", "/", false},
      {"utm_*", "utm_source", true},
      {"utm_*", "utm", false},
      {"/x", "", false},
      {"/:a", "", false},
      {"/a:b", "/a:b", true},
      {"/a:b", "/ac", false},
      {"/*/a", "/b/a", false},
      {"/*/a", "/*/a", true},
      {"a/:b", "/a/b", false},
      {"/caf%C3%A9", "/caf%C3%A9", true},
  };
  for (const auto& [line, path, fits] : cases) {
    EXPECT_EQ(matching_template(line, path), fits ? line : "") << line << " and " << path;
  }
}

TEST(Templates, TheFirstThatFits) {
  const std::string_view templates = "/shop/sale\n\n/shop/:category\n/shop/*\n/:page";
  EXPECT_EQ(matching_template(templates, "/shop/sale"), "/shop/sale");
  EXPECT_EQ(matching_template(templates, "/shop/books"), "/shop/:category");
  EXPECT_EQ(matching_template(templates, "/shop/books/1"), "/shop/*");
  EXPECT_EQ(matching_template(templates, "/about"), "/:page");
  EXPECT_EQ(matching_template(templates, "/about/us"), "");
  EXPECT_EQ(matching_template(templates, "/"), "");
  EXPECT_EQ(matching_template("", "/"), "");
  EXPECT_EQ(matching_template("\n\n", ""), "");
  EXPECT_EQ(matching_template({}, {}), "");
  EXPECT_EQ(matching_template("/a\n", "/a"), "/a");
}

}  // namespace
}  // namespace headwater
