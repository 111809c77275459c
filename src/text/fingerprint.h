#pragma once

#include <cstdint>
#include <string_view>

namespace headwater {

// FNV-1a: stands for a text that is only compared.
inline std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

}  // namespace headwater
