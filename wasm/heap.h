#pragma once

#include <cstddef>

namespace headwater {

// Memory by first fit from a list of free blocks in the order of their addresses, neighbours joined
// (Kernighan and Ritchie, section 8.7). A block costs one header, two words. Searching the list takes longer
// than what general allocators do, but the core keeps its texts and records in a few large blocks, so the
// list is short.
class Heap {
 public:
  // Gives the heap `bytes` of memory, at least two headers, aligned as a header.
  void add(void* memory, std::size_t bytes);

  // At least `bytes`, aligned to two words; null when no free block is that large.
  void* allocate(std::size_t bytes);

  // Takes back what allocate() gave.
  void release(void* data);

  // Bytes in free blocks, their headers included.
  std::size_t free_bytes() const;

 private:
  struct Block {
    std::size_t units;  // in headers, this one included
    Block* next;        // of a free block
  };

  Block* first_ = nullptr;
};

}  // namespace headwater
