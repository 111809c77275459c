// The module's memory, in place of the C library's malloc.

#include "allocator.h"

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
std::uintptr_t g_end = reinterpret_cast<std::uintptr_t>(&__heap_base);  // of what the heap was given

// From the end of the static data and the stack to that of the memory; afterwards whole pages.
void grow(std::size_t bytes) {
  const std::uintptr_t start = g_end;
  g_end = __builtin_wasm_memory_size(0) * kPage;
  if (start == g_end) {
    // Beyond the maximum nothing can be done. The shim sees the trap and stops recording.
    if (__builtin_wasm_memory_grow(0, bytes / kPage + 1) == SIZE_MAX) __builtin_trap();
    g_end = __builtin_wasm_memory_size(0) * kPage;
    emscripten_notify_memory_growth(0);
  }
  g_heap.add(reinterpret_cast<void*>(start), g_end - start);
}

}  // namespace

#ifdef HEADWATER_TEST_TRAP
std::uint32_t headwater::allocated() {
  return g_end - reinterpret_cast<std::uintptr_t>(&__heap_base) - g_heap.free_bytes();
}
#endif

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
