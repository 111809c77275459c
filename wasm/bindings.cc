// The face of the core: ten functions that take and give numbers, and no logic. wasm/commands.md says what
// goes through them, js/core/wire/bridge.ts is the other end.
//
//   1. numbers(n), text(n): make room and answer where it is. The caller writes a batch there.
//   2. run(count): applies the batch.
//   3. tick(now, epoch): does what is due; answers when to come back.
//   4. take(leaving), result(): the next envelope to send, until take() answers 0; waits(): whether another
//      waits for an answer; keep(), result(): the next that may not be sent now; held_back(): how long the
//      receiver has asked to wait; is_open(handle): whether that transaction goes on.
#include <emscripten/bind.h>

#include <cstdint>
#include <memory>
#include <string>

#include "allocator.h"
#include "src/commands/runner.h"

namespace {

std::unique_ptr<double[]> g_numbers;
std::uint32_t g_numbers_size = 0;
std::string g_text;
std::string g_envelope;

headwater::Tracer& tracer() {
  static headwater::Tracer the_tracer;
  return the_tracer;
}

// Addresses cross as numbers: embind takes no raw pointers.
std::uintptr_t numbers(std::uint32_t count) {
  if (count > g_numbers_size) {
    g_numbers.reset(new double[count]);
    g_numbers_size = count;
  }
  return reinterpret_cast<std::uintptr_t>(g_numbers.get());
}

std::uintptr_t text(std::uint32_t bytes) {
  g_text.resize(bytes);
  return reinterpret_cast<std::uintptr_t>(g_text.data());
}

std::uint32_t run(std::uint32_t count) {
  if (count > g_numbers_size) count = g_numbers_size;
  // Both are given back, or the room of the largest batch would be kept for the life of the page.
  std::string text = std::move(g_text);
  const std::size_t applied = headwater::run_batch(tracer(), g_numbers.get(), count, text);
  g_numbers.reset();
  g_numbers_size = 0;
  return static_cast<std::uint32_t>(applied);
}

double tick(double now, double epoch) {
  tracer().set_clocks({now, epoch});
  if (tracer().configured()) tracer().advance(now);
  return tracer().next_wake(now);
}

std::uint32_t length_if(bool there) { return there ? static_cast<std::uint32_t>(g_envelope.size()) : 0; }

std::uint32_t take(std::uint32_t leaving) {
  namespace limits = headwater::limits;
  return length_if(tracer().take(g_envelope, leaving ? limits::kLastInFlight : limits::kInFlight));
}

std::uint32_t waits() { return tracer().delivery().waits_for_answer(tracer().now()); }

std::uint32_t keep() { return length_if(tracer().keep(g_envelope)); }

double held_back() { return tracer().delivery().held_back_until(); }

std::uint32_t is_open(std::uint32_t handle) { return tracer().is_open(handle); }

std::uintptr_t result() { return reinterpret_cast<std::uintptr_t>(g_envelope.data()); }

}  // namespace

EMSCRIPTEN_BINDINGS(headwater) {
  emscripten::function("numbers", &numbers);
  emscripten::function("text", &text);
  emscripten::function("run", &run);
  emscripten::function("tick", &tick);
  emscripten::function("take", &take);
  emscripten::function("waits", &waits);
  emscripten::function("keep", &keep);
  emscripten::function("result", &result);
  emscripten::function("held_back", &held_back);
  emscripten::function("is_open", &is_open);
#ifdef HEADWATER_TEST_TRAP
  emscripten::function("allocated", &headwater::allocated);
#endif
}
