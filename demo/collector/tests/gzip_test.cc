#include "demo/collector/base/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "demo/collector/tests/refused.h"

namespace headwater::collector {
namespace {

constexpr std::size_t kMost = 1 << 20;

// `window` as deflateInit2 takes it: 31 gzip, 15 zlib, -15 the bare format.
std::string compressed(const std::string& text, int window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string result(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  std::string input = text;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

std::string long_text() {
  std::string text;
  while (text.size() < 300000) text += "item " + std::to_string(text.size() * 7919) + "\n";
  return text;
}

TEST(Gzip, UndoesEachEncoding) {
  const std::string text = long_text();
  EXPECT_EQ(decode_content(text, "", kMost), text);
  EXPECT_EQ(decode_content(text, "identity", kMost), text);
  EXPECT_EQ(decode_content(compressed(text, 31), "gzip", kMost), text);
  EXPECT_EQ(decode_content(compressed(text, 31), "X-GZIP", kMost), text);
  EXPECT_EQ(decode_content(compressed(text, 15), "deflate", kMost), text);
  EXPECT_EQ(decode_content(compressed(text, -15), "deflate", kMost), text);
  EXPECT_EQ(decode_content(compressed("a", 31) + compressed("b", 31), "gzip", kMost), "ab");
  EXPECT_EQ(decode_content(compressed("", 31), "gzip", kMost), "");
}

TEST(Gzip, RefusesDamage) {
  const std::string whole = compressed(long_text(), 31);
  const std::string why = "400 body is not what its content-encoding says: gzip: damaged or incomplete";
  EXPECT_EQ(refused([&] { decode_content(whole.substr(0, whole.size() / 2), "gzip", kMost); }), why);
  EXPECT_EQ(refused([&] { decode_content(whole.substr(0, whole.size() - 1), "gzip", kMost); }), why);
  EXPECT_EQ(refused([&] { decode_content(whole + "x", "gzip", kMost); }), why);
  EXPECT_EQ(refused([&] { decode_content("{}", "gzip", kMost); }), why);
  EXPECT_EQ(refused([&] { decode_content("", "gzip", kMost); }), why);
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 1);
  EXPECT_EQ(refused([&] { decode_content(damaged, "gzip", kMost); }), why);
  EXPECT_EQ(refused([&] { decode_content("{}", "br", kMost); }),
            "415 content-encoding not supported: br (gzip, deflate and identity are)");
}

TEST(Gzip, StopsWhenOutOfProportion) {
  const std::string repetitive(kAnyRatioBytes, 'x');
  const std::size_t most = 100 << 20;
  for (const auto& [encoding, window] : {std::pair("gzip", 31), std::pair("deflate", 15)}) {
    EXPECT_EQ(decode_content(compressed(repetitive, window), encoding, most), repetitive);
    const std::string body = compressed(repetitive + "x", window);
    EXPECT_LT(body.size(), 3000u);
    EXPECT_EQ(refused([&, encoding = encoding] { decode_content(body, encoding, most); }),
              "413 body too large: more than 2097152 bytes when decompressed, out of proportion to its " +
                  std::to_string(body.size()));
  }
  // Members of their own are one body still.
  std::string members;
  for (int i = 0; i < 5; ++i) members += compressed(std::string(1 << 20, 'x'), 31);
  EXPECT_EQ(refused([&] { decode_content(members, "gzip", most); }).substr(0, 18), "413 body too large");

  std::string large;
  while (large.size() < 2 * kAnyRatioBytes) large += long_text();
  EXPECT_EQ(decode_content(compressed(large, 31), "gzip", most), large);
}

TEST(Gzip, StopsAtTheLimit) {
  const std::string text(1000, 'x');
  EXPECT_EQ(decode_content(compressed(text, 31), "gzip", 1000), text);
  EXPECT_EQ(refused([&] { decode_content(compressed(text, 31), "gzip", 999); }),
            "413 body too large: more than 999 bytes when decompressed");
  EXPECT_EQ(decode_content(text, "", 1000), text);
  EXPECT_EQ(refused([&] { decode_content(text, "", 999); }), "413 body too large: at most 999 bytes");
}

}  // namespace
}  // namespace headwater::collector
