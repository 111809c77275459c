// The module's memory, in place of the C library's malloc.

#include <cstdint>
#include <new>

#include "heap.h"

extern "C" {
extern unsigned char __heap_base;
void emscripten_notify_memory_growth(std::size_t memory_index);  // has JavaScript's views made again
}

namespace {

constexpr std::size_t kPage = 65536;

headwater::Heap g_heap;

// From the end of the static data and the stack to that of the memory; afterwards whole pages.
void grow(std::size_t bytes) {
  static std::uintptr_t end = reinterpret_cast<std::uintptr_t>(&__heap_base);
  const std::uintptr_t start = end;
  end = __builtin_wasm_memory_size(0) * kPage;
  if (start == end) {
    // Beyond the maximum nothing can be done. The shim sees the trap and stops recording.
    if (__builtin_wasm_memory_grow(0, bytes / kPage + 1) == SIZE_MAX) __builtin_trap();
    end = __builtin_wasm_memory_size(0) * kPage;
    emscripten_notify_memory_growth(0);
  }
  g_heap.add(reinterpret_cast<void*>(start), end - start);
}

}  // namespace

// Not inlined: the optimizer knows what `new` and `delete` mean, and may take a header that it sees written
// by the one as lost with the other.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  for (;;) {
    if (void* const data = g_heap.allocate(bytes)) return data;
    grow(bytes + 16);
  }
}

[[gnu::noinline]] void operator delete(void* data) noexcept {
  if (data) g_heap.release(data);
}

void operator delete(void* data, std::size_t) noexcept { operator delete(data); }
