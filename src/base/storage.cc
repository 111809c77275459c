#include "src/base/storage.h"

#include <cstring>
#include <new>
#include <utility>

#include "src/base/relocatable.h"

namespace headwater {

void swap_bytes(void* one, void* other, std::size_t bytes) {
  for (std::size_t at = 0; at < bytes; ++at) {
    std::swap(static_cast<char*>(one)[at], static_cast<char*>(other)[at]);
  }
}

// The calls of these are all over the module, so none is inlined.
[[gnu::noinline]] Storage::Storage(Storage&& other) noexcept { swap(other); }

[[gnu::noinline]] void Storage::swap(Storage& other) noexcept {
  std::swap(data, other.data);
  std::swap(size, other.size);
  std::swap(capacity, other.capacity);
}

[[gnu::noinline]] void Storage::reserve(std::size_t count, std::size_t bytes) {
  if (count <= capacity) return;
  const std::size_t room = count * bytes;
  void* const moved = ::operator new(room);
  if (data) std::memcpy(moved, data, size * bytes);
  ::operator delete(data);
  data = moved;
  capacity = count;
}

[[gnu::noinline]] void* Storage::extend(std::size_t count, std::size_t bytes) {
  const std::size_t needed = size + count;
  if (needed > capacity) reserve(needed + needed / 4 + (bytes == 1 ? 16 : 1), bytes);
  void* const added = static_cast<char*>(data) + size * bytes;
  size = needed;
  return added;
}

}  // namespace headwater
