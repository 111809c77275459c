#include "heap.h"

namespace headwater {

void Heap::add(void* memory, std::size_t bytes) {
  Block* const block = static_cast<Block*>(memory);
  block->units = bytes / sizeof(Block);
  release(block + 1);
}

// The front of a block is taken, so that what is left of the last one joins the memory that is added behind
// it.
void* Heap::allocate(std::size_t bytes) {
  const std::size_t units = (bytes + sizeof(Block) - 1) / sizeof(Block) + 1;
  for (Block** link = &first_; *link; link = &(*link)->next) {
    Block* const block = *link;
    if (block->units < units) continue;
    *link = block->next;
    if (block->units > units) {
      Block* const rest = block + units;
      rest->units = block->units - units;
      rest->next = *link;
      *link = rest;
      block->units = units;
    }
    return block + 1;
  }
  return nullptr;
}

void Heap::release(void* data) {
  Block* const block = static_cast<Block*>(data) - 1;
  Block* before = nullptr;
  Block** link = &first_;
  for (; *link && *link < block; link = &before->next) before = *link;
  block->next = *link;
  *link = block;
  const auto join_next = [](Block* one) {
    if (one + one->units != one->next) return;
    one->units += one->next->units;
    one->next = one->next->next;
  };
  join_next(block);
  if (before) join_next(before);
}

std::size_t Heap::free_bytes() const {
  std::size_t units = 0;
  for (const Block* block = first_; block; block = block->next) units += block->units;
  return units * sizeof(Block);
}

}  // namespace headwater
