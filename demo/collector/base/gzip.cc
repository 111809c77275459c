#include "demo/collector/base/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "demo/collector/base/refusal.h"

namespace headwater::collector {
namespace {

constexpr int kGzip = 16 + MAX_WBITS;
constexpr int kZlib = MAX_WBITS;
constexpr int kBareDeflate = -MAX_WBITS;

class Inflater {
 public:
  explicit Inflater(int format) { ready_ = inflateInit2(&stream_, format) == Z_OK; }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Appends the inflated `body` to `result`. False: it is not of this format, or incomplete.
  bool run(std::string_view body, bool several_members, std::size_t limit, std::string& result) {
    const std::size_t most = std::min(limit, std::max(kAnyRatioBytes, body.size() * kMostRatio));
    if (!ready_ || body.empty() || body.size() > std::numeric_limits<uInt>::max()) return false;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream_.avail_in = static_cast<uInt>(body.size());
    char chunk[64 * 1024];
    for (;;) {
      stream_.next_out = reinterpret_cast<Bytef*>(chunk);
      stream_.avail_out = sizeof chunk;
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END) return false;
      result.append(chunk, sizeof chunk - stream_.avail_out);
      if (result.size() > most) {
        throw Refusal(413, "body too large",
                      {"more than " + std::to_string(most) + " bytes when decompressed" +
                       (most < limit ? ", out of proportion to its " + std::to_string(body.size()) : "")});
      }
      if (state == Z_STREAM_END) {
        if (stream_.avail_in == 0) return true;
        if (!several_members || inflateReset(&stream_) != Z_OK) return false;
      }
    }
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

std::string decode_content(std::string_view body, std::string_view encoding, std::size_t most) {
  std::string name(encoding);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string result;
  if (name.empty() || name == "identity") {
    if (body.size() > most)
      throw Refusal(413, "body too large", {"at most " + std::to_string(most) + " bytes"});
    result = body;
    return result;
  }
  if (name == "gzip" || name == "x-gzip") {
    if (Inflater(kGzip).run(body, true, most, result)) return result;
  } else if (name == "deflate") {
    if (Inflater(kZlib).run(body, false, most, result)) return result;
    result.clear();
    if (Inflater(kBareDeflate).run(body, false, most, result)) return result;
  } else {
    throw Refusal(415, "content-encoding not supported", {name + " (gzip, deflate and identity are)"});
  }
  throw Refusal(400, "body is not what its content-encoding says", {name + ": damaged or incomplete"});
}

}  // namespace headwater::collector
