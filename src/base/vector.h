#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "src/base/relocatable.h"
#include "src/base/storage.h"

namespace headwater {

// As std::vector, with less code for each type: what it contains is moved as bytes. A pointer to an element
// is good until one is added.
template <typename T>
class Vector {
 public:
  static constexpr bool kRelocatable = true;

  Vector() = default;
  // So many, as T's default.
  explicit Vector(std::size_t size) { resize(size); }
  Vector(std::initializer_list<T> list) { append(list.begin(), list.end()); }
  Vector(const Vector& other) { append(other.begin(), other.end()); }
  Vector(Vector&& other) noexcept : storage_(std::move(other.storage_)) {}
  // What this had goes with the other.
  Vector& operator=(Vector&& other) noexcept {
    swap(other);
    return *this;
  }
  Vector& operator=(const Vector& other) {
    if (this != &other) {
      clear();
      append(other.begin(), other.end());
    }
    return *this;
  }
  ~Vector() {
    destroy(begin(), end());
    ::operator delete(storage_.data);
  }

  T* data() { return static_cast<T*>(storage_.data); }
  const T* data() const { return static_cast<const T*>(storage_.data); }
  std::size_t size() const { return storage_.size; }
  std::size_t capacity() const { return storage_.capacity; }
  bool empty() const { return size() == 0; }
  T* begin() { return data(); }
  const T* begin() const { return data(); }
  T* end() { return data() + size(); }
  const T* end() const { return data() + size(); }
  T& operator[](std::size_t at) { return data()[at]; }
  const T& operator[](std::size_t at) const { return data()[at]; }
  T& front() { return *data(); }
  const T& front() const { return *data(); }
  T& back() { return end()[-1]; }
  const T& back() const { return end()[-1]; }

  void reserve(std::size_t size) { storage_.reserve(size, sizeof(T)); }
  void push_back(T value) { new (extend(1)) T(std::move(value)); }
  T& emplace_back() { return *new (extend(1)) T(); }
  // Adds so many, which are for the caller to write.
  T* extend(std::size_t count) {
    static_assert(is_relocatable<T>);
    return static_cast<T*>(storage_.extend(count, sizeof(T)));
  }
  // Of elements that are not in this vector.
  void append(const T* first, const T* last) {
    const auto count = static_cast<std::size_t>(last - first);
    std::uninitialized_copy(first, last, extend(count));
  }
  void pop_back() { truncate(size() - 1); }
  // Leaves the first `size`, which are there.
  void truncate(std::size_t size) {
    destroy(begin() + size, end());
    storage_.size = size;
  }
  // Those that are added are T's default.
  void resize(std::size_t size) {
    if (size > this->size()) {
      const std::size_t count = size - this->size();
      std::uninitialized_value_construct_n(extend(count), count);
    } else {
      truncate(size);
    }
  }
  void clear() { truncate(0); }
  // Exactly so many of `value`.
  void assign(std::size_t count, const T& value) {
    clear();
    reserve(count);
    while (size() < count) push_back(value);
  }
  void erase(const T* first, const T* last) {
    T* const to = begin() + (first - begin());
    T* const from = begin() + (last - begin());
    static_assert(is_relocatable<T>);
    destroy(to, from);
    __builtin_memmove(static_cast<void*>(to), from, static_cast<std::size_t>(end() - from) * sizeof(T));
    storage_.size -= static_cast<std::size_t>(from - to);
  }
  void erase(const T* at) { erase(at, at + 1); }
  void swap(Vector& other) noexcept { storage_.swap(other.storage_); }

 private:
  static void destroy(T* from, T* to) {
    if constexpr (!std::is_trivially_destructible_v<T>) {
      for (; from < to; ++from) from->~T();
    }
  }

  Storage storage_;
};

}  // namespace headwater
