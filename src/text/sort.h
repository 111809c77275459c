#pragma once

#include <cstddef>

#include "src/base/vector.h"

namespace headwater {

// Sorts; what is equal stays in its order. Runs that are in order already are merged, two by two, so that
// what is nearly in order takes little. (std::sort alone would be a kilobyte of the module.)
template <typename T, typename Less>
void sort(Vector<T>& items, Less less) {
  const auto end_of_run = [&](std::size_t at) {
    while (++at < items.size() && !less(items[at], items[at - 1])) {
    }
    return at;
  };
  Vector<T> merged;
  while (end_of_run(0) < items.size()) {
    merged.reserve(items.size());
    for (std::size_t left = 0; left < items.size();) {
      const std::size_t middle = end_of_run(left);
      const std::size_t end = middle < items.size() ? end_of_run(middle) : middle;
      std::size_t right = middle;
      while (left < middle || right < end) {
        const bool from_right = right < end && (left == middle || less(items[right], items[left]));
        merged.push_back(items[from_right ? right++ : left++]);
      }
      left = end;
    }
    items.swap(merged);
    merged.clear();
  }
}

}  // namespace headwater
