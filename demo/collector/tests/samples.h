#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

// Input and places for the tests.
namespace headwater::collector::samples {

inline constexpr const char* kEventId = "9ec79c33ec9942ab8353589fcb2e04dc";
inline constexpr const char* kTraceId = "0af7651916cd43dd8448eb211c80319c";
inline constexpr const char* kSpanId = "b7ad6b7169203331";

// A pageload with one request under it.
inline constexpr const char* kTransaction = R"({
  "type": "transaction", "transaction": "/shop", "platform": "javascript",
  "start_timestamp": 1700000000.5, "timestamp": 1700000001.25, "release": "shop@1", "environment": "staging",
  "sdk": {"name": "sentry.javascript.browser.headwater", "version": "1.0.0"},
  "tags": {"plan": "free"}, "measurements": {"lcp": {"value": 812.5, "unit": "millisecond"}},
  "contexts": {"trace": {"trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331",
                         "op": "pageload", "status": "ok", "data": {"sentry.origin": "auto.pageload.browser"}}},
  "spans": [{"trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "00f067aa0ba902b7",
             "parent_span_id": "b7ad6b7169203331", "op": "http.client", "description": "GET /api/items",
             "start_timestamp": 1700000000.75, "timestamp": 1700000001.0, "status": "not_found",
             "origin": "auto.http.browser", "data": {"http.response.status_code": 404}, "tags": {"a": "b"}}]
})";

// An envelope with one item whose length is written.
inline std::string envelope(const std::string& payload, const std::string& event_id = kEventId,
                            const std::string& type = "transaction") {
  return "{\"event_id\":\"" + event_id + "\"}\n{\"type\":\"" + type +
         "\",\"length\":" + std::to_string(payload.size()) + "}\n" + payload + "\n";
}

// Members of a `spans` array.
inline std::string spans(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::string digits = std::to_string(i + 1);
    if (i > 0) text += ",";
    text += "{\"span_id\":\"" + std::string(16 - digits.size(), 'c') + digits +
            "\",\"start_timestamp\":1700000000.75,\"timestamp\":1700000001,\"op\":\"mark\"}";
  }
  return text;
}

// `text` with the first `from` in it replaced; it must be there, or the test would test nothing.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("not in the sample: " + from);
  return text.replace(at, from.size(), to);
}

// A directory that goes away with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "collector-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("can't make " + pattern);
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace headwater::collector::samples
