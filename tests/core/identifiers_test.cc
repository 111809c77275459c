#include "src/identifiers.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

using enum Identifier;

TEST(Identifiers, Dates) {
  for (const char* text : {"2024-05-31", "2024.05.31", "2024_05_31", "20240531", "1999-12-31", "2000-01-01",
                           "2024-05-31T12:30:00.000Z", "20240531T123000Z"}) {
    EXPECT_EQ(identify(text), kDate) << text;
  }
  for (const char* text : {"2024-5-31", "2024-05.31", "2024/05/31", "2024-05-31x", "2024-05-3T", "2024-13-01",
                           "2024-00-01", "2024-01-32", "2024-01-00", "2224-05-31", "1899-05-31", "2O24-05-31",
                           "20a4-05-31", "2024-05", "2024-05-3a", "2024-a5-31"}) {
    EXPECT_EQ(identify(text), kNone) << text;
  }
  // Numbers that are no dates.
  EXPECT_EQ(identify("20241331"), kId);
  EXPECT_EQ(identify("22240531"), kId);
}

TEST(Identifiers, EmailAddresses) {
  for (const char* text :
       {"jo@a.example", "jo.doe+tag@mail.a.example", "jo@163.com", "jo@m\xC3\xBCller.de", "JO@A.EXAMPLE",
        "@jo@social.example", "mail jo@a.example now", "a@b@c.de", "jo@3m.com"}) {
    EXPECT_EQ(identify(text), kEmail) << text;
  }
  for (const char* text :
       {"@", "@@", "x@", "@a.example", "@scope", "x@y", "x@y.", "x@.de", "x@y.1", "x@y.z", "logo@2x.png",
        "icon@3x.7f3a9c1b.webp", "logo@1.5x.png", "react@18.2.0", "vue@3.4.0.min.js", "next@10.19.3-canary.4",
        "alpinejs@3.x.x", "a.example", "x@y@z"}) {
    EXPECT_EQ(identify(text), kNone) << text;
  }
}

TEST(Identifiers, Numbers) {
  for (const char* text : {"0", "42", "2024", "9780131101630", "123456789012345678901234567890"}) {
    EXPECT_EQ(identify(text), kId) << text;
  }
  for (const char* text : {"", "-1", "1.5", "1,5", "4a", "v2", "10.0.0.1", "\xD9\xA4\xD9\xA2"}) {
    EXPECT_EQ(identify(text), kNone) << text;
  }
}

TEST(Identifiers, Hexadecimal) {
  for (const char* text :
       {"7f3a9c1b", "7F3A9C1B", "507f1f77bcf86cd799439011", "d41d8cd98f00b204e9800998ecf8427e",
        "0b7e4c9a-53d1-4f0e-8f55-3a1d2e6b9c70", "0B7E4C9A-53D1-4F0E-8F55-3A1D2E6B9C70",
        "00000000-0000-0000-0000-000000000000", "7f3a9c1b7f3a9c1b7f3a9c1b7f3a9c1b7f3a9c1"}) {
    EXPECT_EQ(identify(text), kId) << text;
  }
  EXPECT_EQ(identify("da39a3ee5e6b4b0d3255bfef95601890afd80709"), kToken);
  for (const char* text : {"deadbeef", "facade", "defaced", "7f3a9c1", "7f3a9c1g", "abcdefabcdefabcdef"}) {
    EXPECT_EQ(identify(text), kNone) << text;
  }
}

TEST(Identifiers, RandomText) {
  for (const char* text :
       {"V1StGXR8_Z5jdHi6B-myT", "aB3dE5gH7jK9mN1p", "cus_NffrFeUfNV2Hib", "1srOrx2ZWZBpBUvZwXKQmoEYga2",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV", "cjld2cjxh0000qzrmn831i7rn"}) {
    EXPECT_EQ(identify(text), kId) << text;
  }
  for (const char* text :
       {"1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPBdG",
        "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "v4.local.uPk2Zr8QxW1nTb5Lc7Vd0Ye3Ka6Mj9Hf"}) {
    EXPECT_EQ(identify(text), kToken) << text;
  }
}

TEST(Identifiers, JsonWebTokens) {
  for (const char* text :
       {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "eyJhbGci.eyJzdWIi.abc", "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9."}) {
    EXPECT_EQ(identify(text), kToken) << text;
  }
  for (const char* text : {"eyJhbGci", "eyJhbGci.js", "EyJhbGci.eyJzdWIi.abc", "eyJ.eyJ.\xC3\xA4"}) {
    EXPECT_EQ(identify(text), kNone) << text;
  }
}

TEST(Identifiers, ReadableTextIsNone) {
  for (const char* text : {"how-to-build-a-house-in-2024",
                           "How-To-Build-A-House-In-2024",
                           "how_i_got_a_job_in_2024",
                           "iPhone15ProMaxSilver256",
                           "iPhone-15-Pro-Max-256GB",
                           "Galaxy_S24_Ultra_512GB",
                           "WWDC2024KeynoteVideo",
                           "MacBook-Pro-16-M3-Max",
                           "COVID-19-Vaccine-FAQ",
                           "Windows-11-24H2-Update",
                           "RTX4090GamingLaptop",
                           "E2ETestingWithCypress",
                           "2024_Summer_Olympics_Opening",
                           "PS5-vs-Xbox-Series-X-2024",
                           "ISO27001Certification",
                           "How-To-Use-CSS3-And-HTML5-In-2024",
                           "NASA-ESA-2024-Mission-GPS",
                           "Formula1GrandPrix2024Monaco",
                           "OAuth2TokenEndpointV2",
                           "rtx4090-vs-rtx4080-vs-rtx3090",
                           "BMW-X5-M50i-2024-Review",
                           "mp3-to-mp4-converter",
                           "internationalization",
                           "getUserAccountSettings",
                           "com.example.Application2024.MainActivity",
                           "%E4%BD%A0%E5%A5%BD",
                           "\xE4\xBD\xA0\xE5\xA5\xBD"
                           "1234567890abcdefABCDEF"}) {
    EXPECT_EQ(identify(text), kNone) << text;
  }
}

TEST(Identifiers, NothingWithAFileExtensionIsRandom) {
  for (const char* text :
       {"index-BfK3d9Ax.js", "main.7f3a9c1b2d8e.chunk.css", "d41d8cd98f00b204e9800998ecf8427e.png",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709.woff2", "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms.jpeg",
        "KFOmCnqEu92Fr1Mu4mxK.woff2"}) {
    EXPECT_EQ(identify(text), kNone) << text;
  }
}

TEST(Identifiers, OfAnyBytes) {
  for (int c = 1; c < 256; ++c) {
    const std::string byte(1, static_cast<char>(c));
    EXPECT_EQ(identify(byte.c_str()), c >= '0' && c <= '9' ? kId : kNone) << c;
    // In the middle of what would be an identifier without it.
    const Identifier kind = identify(("7f3a" + byte + "9c1b").c_str());
    const bool hex = std::string_view("0123456789abcdefABCDEF").find(byte) != std::string_view::npos;
    EXPECT_EQ(kind, hex ? kId : kNone) << c;
  }
}

std::string with_brackets(std::string_view text, bool before_extension = false) {
  std::string out = "> ";
  replace_identifiers(out, text, {{nullptr, "[date]", "[id]", "[email]", "[token]"}, "/;", before_extension});
  EXPECT_EQ(out.substr(0, 2), "> ");
  return out.substr(2);
}

TEST(Identifiers, AreReplacedBetweenSeparators) {
  EXPECT_EQ(with_brackets("/a/42;2024-05-31/jo@a.example"), "/a/[id];[date]/[email]");
  EXPECT_EQ(with_brackets("42"), "[id]");
  EXPECT_EQ(with_brackets(""), "");
  EXPECT_EQ(with_brackets("///"), "///");
  EXPECT_EQ(with_brackets("/42/"), "/[id]/");
  EXPECT_EQ(with_brackets("/42,43/"), "/42,43/");
}

TEST(Identifiers, AreFoundBehindPercentEscapes) {
  EXPECT_EQ(with_brackets("/jo%40a.example/"), "/[email]/");
  EXPECT_EQ(with_brackets("/%34%32/"), "/[id]/");
  EXPECT_EQ(with_brackets("a%2F42%2fb"), "a%2F[id]%2fb");
  EXPECT_EQ(with_brackets("/%00/%"), "/%00/%");
  EXPECT_EQ(with_brackets("42%00x"), "[id]%00x");
  EXPECT_EQ(with_brackets(std::string_view("42\0x", 4)), std::string_view("[id]\0x", 6));
  for (const char* text :
       {"%", "%4", "%4G", "%G4", "%%32", "%3", "/%/%2/", "42%", "42%3", "42%zz", "caf%C3%A9"}) {
    EXPECT_EQ(with_brackets(text), text);
  }
}

TEST(Identifiers, AreFoundBeforeAnExtensionWhenAsked) {
  EXPECT_EQ(with_brackets("/7f3a9c1b.pdf"), "/7f3a9c1b.pdf");
  EXPECT_EQ(with_brackets("/7f3a9c1b.pdf", true), "/[id].pdf");
  EXPECT_EQ(with_brackets("/2024.05.31.html;x", true), "/[date].html;x");
  EXPECT_EQ(with_brackets("/42.7z/1.5/42./.42/.htaccess", true), "/42.7z/1.5/42./.42/.htaccess");
  EXPECT_EQ(with_brackets("/42.tar.gz/42.extension9", true), "/42.tar.gz/[id].extension9");
}

}  // namespace
}  // namespace headwater
