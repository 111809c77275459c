#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace headwater::fuzz {

// The bytes of an input as one text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Exactly `count` lines: those that are missing are empty, the last one has all that follows.
inline std::vector<std::string> lines_of(std::string_view text, std::size_t count) {
  std::vector<std::string> lines(count);
  for (std::size_t i = 0; i + 1 < count && !text.empty(); ++i) {
    const std::size_t end = text.find('\n');
    lines[i] = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  lines.back() = text;
  return lines;
}

// A line of an input as several: they are separated by tabs in it.
inline std::string unfolded(std::string line) {
  for (char& c : line) {
    if (c == '\t') c = '\n';
  }
  return line;
}

}  // namespace headwater::fuzz
