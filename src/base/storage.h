#pragma once

#include <cstddef>

namespace headwater {

// The memory of a vector or a string, without the type of what lies in it: so there is one function that
// makes room, not one for each type. Who owns it frees it with operator delete.
struct Storage {
  Storage() = default;
  // Takes what the other has, who has nothing then.
  Storage(Storage&& other) noexcept;

  void* data = nullptr;
  std::size_t size = 0;      // in elements, like the next
  std::size_t capacity = 0;  // how many fit before it grows

  void swap(Storage& other) noexcept;

  // Makes room for `count` elements of `bytes` each, those that are there counted, and moves them as bytes.
  // Exactly so many.
  void reserve(std::size_t count, std::size_t bytes);

  // Adds `count` elements and answers where they are; what is in them is for the caller to write. It grows by
  // a quarter of what there is at least: doubling would leave half of it empty, and many are open at once.
  void* extend(std::size_t count, std::size_t bytes);
};

}  // namespace headwater
