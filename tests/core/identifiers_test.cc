#include "src/text/identifiers.h"

#include <gtest/gtest.h>

namespace headwater {
namespace {

using enum Identifier;

Identifier kind_of(std::string_view part) { return identify(part).kind; }

TEST(Identifiers, Dates) {
  for (const char* text : {"2024-05-31", "2024.05.31", "2024_05_31", "20240531", "1999-12-31", "2000-01-01",
                           "2024-05-31T12:30:00.000Z", "20240531T123000Z"}) {
    EXPECT_EQ(kind_of(text), kDate) << text;
  }
  for (const char* text : {"2024-5-31", "2024-05.31", "2024/05/31", "2024-05-31x", "2024-05-3T", "2024-13-01",
                           "2024-00-01", "2024-01-32", "2024-01-00", "2224-05-31", "1899-05-31", "2O24-05-31",
                           "20a4-05-31", "2024-05", "2024-05-3a", "2024-a5-31"}) {
    EXPECT_EQ(kind_of(text), kNone) << text;
  }
  // Numbers that are no dates.
  EXPECT_EQ(kind_of("20241331"), kId);
  EXPECT_EQ(kind_of("22240531"), kId);
}

TEST(Identifiers, EmailAddresses) {
  for (const char* text :
       {"jo@a.example", "jo.doe+tag@mail.a.example", "jo@163.com", "jo@m\xC3\xBCller.de", "JO@A.EXAMPLE",
        "@jo@social.example", "mail jo@a.example now", "a@b@c.de", "jo@3m.com", "x@8x8.com", "jo@2x.com",
        "jo@2x.io", "jo@1.com", "jo@a.\xD1\x80\xD1\x84", "jo@\xE4\xBE\x8B\xE3\x80\x82\xE6\x97\xA5",
        "jo@a.example.png", "jo@a.example.js", "<jo@a.example>"}) {
    EXPECT_EQ(kind_of(text), kEmail) << text;
  }
  for (const char* text : {"@",
                           "@@",
                           "x@",
                           "@a.example",
                           "@scope",
                           "x@y",
                           "x@y.",
                           "x@.de",
                           "x@y.1",
                           "x@y.z",
                           "logo@2x.png",
                           "icon@3x.7f3a9c1b.webp",
                           "logo@1.5x.png",
                           "react@18.2.0",
                           "vue@3.4.0.min.js",
                           "next@10.19.3-canary.4",
                           "alpinejs@3.x.x",
                           "a.example",
                           "x@y@z",
                           "logo@10x.png",
                           "style@2x.css",
                           "photo@retina.jpg",
                           "@2x.png",
                           "\xC3\xA9@",
                           "caf\xC3\xA9@x"}) {
    EXPECT_EQ(kind_of(text), kNone) << text;
  }
}

TEST(Identifiers, Numbers) {
  for (const char* text : {"0", "42", "2024", "9780131101630", "123456789012345678901234567890"}) {
    EXPECT_EQ(kind_of(text), kId) << text;
  }
  for (const char* text : {"", "-1", "1.5", "1,5", "4a", "v2", "10.0.0.1", "\xD9\xA4\xD9\xA2"}) {
    EXPECT_EQ(kind_of(text), kNone) << text;
  }
}

TEST(Identifiers, Hexadecimal) {
  for (const char* text :
       {"7f3a9c1b", "7F3A9C1B", "507f1f77bcf86cd799439011", "7f3a9c1b7f3a9c1b7f3a9c1b7f3a9c1",
        "7f3a9c1b-7f3a9c1b", "cats-7f3a9c1b-7f3a9c1b"}) {
    EXPECT_EQ(kind_of(text), kId) << text;
  }
  for (const char* text :
       {"d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709", "00000000000000000000000000000000",
        "0b7e4c9a-53d1-4f0e-8f55-3a1d2e6b9c70", "0B7E4C9A-FACE-4F0E-8F55-3A1D2E6B9C70",
        "00000000-0000-0000-0000-000000000000", "user-d41d8cd98f00b204e9800998ecf8427e",
        "user_0b7e4c9a-53d1-4f0e-8f55-3a1d2e6b9c70", "a d41d8cd98f00b204e9800998ecf8427e b",
        "\xC3\xA9"
        "d41d8cd98f00b204e9800998ecf8427e"}) {
    EXPECT_EQ(kind_of(text), kToken) << text;
  }
  for (const char* text : {"deadbeef", "facade", "defaced", "7f3a9c1", "7f3a9c1g", "abcdefabcdefabcdef",
                           "a 7f3a9c1b", "abcdefabcdefabcdefabcdefabcdefabcdef"}) {
    EXPECT_EQ(kind_of(text), kNone) << text;
  }
}

TEST(Identifiers, RandomText) {
  for (const char* text : {"aB3dE5gH7jK9mN1p", "cus_NffrFeUfNV2Hib", "cats-V1StGXR8Z5jdHi6B"}) {
    EXPECT_EQ(kind_of(text), kId) << text;
  }
  for (const char* text :
       {"V1StGXR8_Z5jdHi6B-myT", "1srOrx2ZWZBpBUvZwXKQmoEYga2", "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "cjld2cjxh0000qzrmn831i7rn", "k3j9x2m8q7w1z5v4b6n0", "GEZDGNBVGY3TQOJQGEZDGNBV",
        "qWmZrTyKpLsXvBnQeRfGhJdC", "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms",
        "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPBdG", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "123:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "v4.local.uPk2Zr8QxW1nTb5Lc7Vd0Ye3Ka6Mj9Hf",
        "2024-05-31TAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}) {
    EXPECT_EQ(kind_of(text), kToken) << text;
  }
}

TEST(Identifiers, JsonWebTokens) {
  for (const char* text :
       {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "eyJhbGci.eyJzdWIi.abc", "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.", "eyJhbGci.eyJzdWIi.abc.pdf",
        "Bearer eyJhbGci.eyJzdWIi.abc", "1|eyJhbGci.eyJzdWIi.abc", "\"eyJhbGci.eyJzdWIi.abc\"",
        "eyJzdWIiOiI0MiJ9", "x_eyJzdWIiOiI0MiJ9"}) {
    EXPECT_EQ(kind_of(text), kToken) << text;
  }
  for (const char* text :
       {"eyJhbGci", "eyJhbGci.js", "EyJhbGci.eyJzdWIi.abc", "keyJournalOfTheYear.min.js"}) {
    EXPECT_EQ(kind_of(text), kNone) << text;
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
                           "how-to-fix-a-bug-in-es6-and-ts5",
                           "v0.32.1",
                           "1.2.3-beta.4",
                           "hdmi-dvi-vga-dp-kvm-4k-120hz",
                           "PageUrlThatBeginsWithASlash",
                           "libcrc32c",
                           "%E4%BD%A0%E5%A5%BD",
                           "\xE4\xBD\xA0\xE5\xA5\xBD"
                           "1234567890abcdefABCDEF"}) {
    EXPECT_EQ(kind_of(text), kNone) << text;
  }
}

TEST(Identifiers, BeforeAFileExtension) {
  const struct {
    const char* part;
    Identifier kind;
    std::size_t size;
  } cases[] = {
      {"7f3a9c1b.pdf", kId, 8},
      {"2024.05.31.html", kDate, 10},
      {"42.tar", kId, 2},
      {"42.webmanifest", kId, 2},
      {"42.tar.gz", kNone, 6},
      {"42.7z", kNone, 5},
      {"42.", kNone, 3},
      {".42", kNone, 3},
      {"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw.pdf", kToken, 34},
      {"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw.tar.gz", kToken, 38},
      {"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw.JPG", kToken, 34},
      {"d41d8cd98f00b204e9800998ecf8427e.pdf", kToken, 32},
      // An extension is short.
      {"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw.TwL2iGABf9DH", kToken, 47},
      // Hashes of files.
      {"index-BfK3d9Ax.js", kNone, 14},
      {"main.7f3a9c1b2d8e.chunk.css", kId, 23},
      {"d41d8cd98f00b204e9800998ecf8427e.png", kId, 32},
      {"da39a3ee5e6b4b0d3255bfef95601890afd80709.woff2", kId, 40},
      {"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw.mjs", kId, 34},
      {"KFO7CnqEu92Fr1ME7kSn66aGLdTylUAMa3yUBHMdazTgWw.woff2", kId, 46},
      // A picture may be anybody's.
      {"1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms.jpeg", kToken, 44},
  };
  for (const auto& [part, kind, size] : cases) {
    EXPECT_EQ(identify(part).kind, kind) << part;
    EXPECT_EQ(identify(part).size, size) << part;
  }
}

TEST(Identifiers, OfAnyBytes) {
  for (int c = 0; c < 256; ++c) {
    const std::string byte(1, static_cast<char>(c));
    EXPECT_EQ(kind_of(byte), c >= '0' && c <= '9' ? kId : kNone) << c;
    // In the middle of what would be an identifier without it.
    const bool hex =
        c != 0 && std::string_view("0123456789abcdefABCDEF").find(byte) != std::string_view::npos;
    EXPECT_EQ(kind_of("7f3a" + byte + "9c1b"), hex ? kId : kNone) << c;
  }
}

}  // namespace
}  // namespace headwater
