#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace headwater {

// Whether an object of this type may be moved by copying its bytes and forgetting where they were. That is so
// of all that has no pointers to itself. A struct that consists of such says `static constexpr bool
// kRelocatable = true`.
template <typename T>
concept SaysRelocatable = T::kRelocatable;
template <typename T>
inline constexpr bool is_relocatable = std::is_trivially_copyable_v<T> || SaysRelocatable<T>;
template <typename T>
inline constexpr bool is_relocatable<std::unique_ptr<T>> = true;

// Exchanges `bytes` bytes.
void swap_bytes(void* one, void* other, std::size_t bytes);

// As std::swap, without code that moves each member three times.
template <typename T>
void swap_relocatable(T& one, T& other) {
  static_assert(is_relocatable<T>);
  swap_bytes(&one, &other, sizeof(T));
}

}  // namespace headwater
