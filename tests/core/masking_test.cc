#include "src/text/masking.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

std::string masked(std::string_view text) {
  String out = "> ";
  append_masked(out, text, {{nullptr, "[date]", "[id]", "[email]", "[token]"}});
  EXPECT_TRUE(out.starts_with("> "));
  return std::string(out).substr(2);
}

TEST(Masking, ReplacesBetweenSeparators) {
  EXPECT_EQ(masked("/a/42;2024-05-31/jo@a.example"), "/a/[id];[date]/[email]");
  EXPECT_EQ(masked("42"), "[id]");
  EXPECT_EQ(masked(""), "");
  EXPECT_EQ(masked("///"), "///");
  EXPECT_EQ(masked("/42/"), "/[id]/");
  EXPECT_EQ(masked("/42,43(44)&45?46#47=48"), "/[id],[id]([id])&[id]");
  EXPECT_EQ(masked("/42:43/"), "/42:43/");
  EXPECT_EQ(masked("/7f3a9c1b.pdf/42.7z/1.5/42./.42/.htaccess"), "/[id].pdf/42.7z/1.5/42./.42/.htaccess");
}

TEST(Masking, FindsBehindPercentEscapes) {
  EXPECT_EQ(masked("/jo%40a.example/"), "/[email]/");
  EXPECT_EQ(masked("/jo%2540a.example/"), "/[email]/");
  EXPECT_EQ(masked("/jo%25252540a.example/"), "/[email]/");
  EXPECT_EQ(masked("/%34%32/"), "/[id]/");
  EXPECT_EQ(masked("a%2F42%2fb"), "a%2F[id]%2fb");
  EXPECT_EQ(masked("a%252F42%252fb"), "a%252F[id]%252fb");
  EXPECT_EQ(masked("/7f3a9c1b%2Epdf/x"), "/[id]%2Epdf/x");
  EXPECT_EQ(masked("/%00/%"), "/%00/%");
  EXPECT_EQ(masked("42%00x"), "[id]%00x");
  EXPECT_EQ(masked(std::string_view("42\0x", 4)), std::string_view("[id]\0x", 6));
  for (const char* text : {"%", "%4", "%4G", "%G4", "%%32", "%3", "/%/%2/", "42%", "42%3", "42%zz",
                           "caf%C3%A9", "%25", "%252", "%2525", "%25zz", "%2525zz", "42%25", "%25%34%30"}) {
    EXPECT_EQ(masked(text), text);
  }
}

TEST(Masking, ReplacesWhatAKeySaysIsSecret) {
  EXPECT_EQ(masked("/a;sid=b/c"), "/a;sid=[token]/c");
  EXPECT_EQ(masked("/sid=b;c&sid=d&e"), "/sid=[token];c&sid=[token]&e");
  EXPECT_EQ(masked("/sid=b,c=d(e%2Ff/g"), "/sid=[token]/g");
  EXPECT_EQ(masked("/(sid=b)/c"), "/(sid=[token])/c");
  EXPECT_EQ(masked("/sid%3Db%3Bc"), "/sid%3D[token]%3Bc");
  EXPECT_EQ(masked("/sid=jo@a.example"), "/sid=[token]");
  EXPECT_EQ(masked("/sid=b?c"), "/sid=[token]?c");
  EXPECT_EQ(masked("/sid=/sid=;sid"), "/sid=/sid=;sid");
  EXPECT_EQ(masked("/d41d8cd98f00b204e9800998ecf8427e=b"), "/[token]=[token]");
  EXPECT_EQ(masked("/d41d8cd98f00b204e9800998ecf8427e=="), "/[token]==");
}

TEST(Masking, ReplacesSessionsOfAspNet) {
  EXPECT_EQ(masked("/(S(b))/c"), "/(S([token]))/c");
  EXPECT_EQ(masked("/(A(b)S(c)F(d))/e"), "/(A([token])S([token])F([token]))/e");
  EXPECT_EQ(masked("/(B(b)s(c)SS(d))/e"), "/(B(b)s(c)SS(d))/e");
}

TEST(Masking, TakesAddressesApart) {
  EXPECT_EQ(masked("/https%3A%2F%2Fu%3Ap%40h%2Fa%3Fb/c"), "/https%3A%2F%2Fh%2Fa/c");
  EXPECT_EQ(masked("/https%3A%2F%2Fh%2Fa%23b/c%3Fd"), "/https%3A%2F%2Fh%2Fa/c%3Fd");
  EXPECT_EQ(masked("/https://u:p@h/a%3Fb/c"), "/https://h/a");
  EXPECT_EQ(masked("/https:/u@h:8080/a"), "/https:/h:8080/a");
  EXPECT_EQ(masked("/https%3A%2F%2Fh%3Fb"), "/https%3A%2F%2Fh");
  EXPECT_EQ(masked("/https%3A%2F%2Fh%2F42"), "/https%3A%2F%2Fh%2F[id]");
  EXPECT_EQ(masked("/x%2F%2Fu%40h"), "/x%2F%2Fh");
  EXPECT_EQ(masked("//u@h//v@i/@j"), "//h//i/@j");
  EXPECT_EQ(masked("https://h"), "https://h");
  EXPECT_EQ(masked("a:/u@h/c:/d"), "a:/u@h/c:/d");
  EXPECT_EQ(masked("a%3Fb=c/d"), "a/d");
  EXPECT_EQ(masked("a%23b=c/d"), "a/d");
  EXPECT_EQ(masked("a=b%3Fc%3Dd%3De"), "a=b");
  EXPECT_EQ(masked("a%3Fb/c=d"), "a%3Fb/c=d");
  EXPECT_EQ(masked("a%3Fb%3Fc=d/e"), "a/e");
}

TEST(Masking, FindsBase64WithSlashes) {
  EXPECT_EQ(masked("/a/5kXo%2Bq7Zr1%2FbY9tLw3Nc8%2FhV2mQe6/b"), "/a/[token]/b");
  EXPECT_EQ(masked("/5kXo+q7Zr1/bY9tLw3Nc8/hV2mQe6"), "/5kXo+q7Zr1/bY9tLw3Nc8/hV2mQe6");
  EXPECT_EQ(masked("/group%2Fproject%2Fsrc%2Fmain.cc"), "/group%2Fproject%2Fsrc%2Fmain.cc");
}

TEST(Masking, OfAnyLength) {
  for (const char* text :
       {"/", "x", "%", ".", ":", "&", "@", "?", "%25", "%3F", "a:/", "//", "eyJ", "(S(", "="}) {
    std::string many;
    while (many.size() < 200000) many += text;
    EXPECT_LE(masked(many).size(), 3 * many.size()) << text;
  }
}

}  // namespace
}  // namespace headwater
