// The face of the core: eleven functions that take and give numbers, and no logic. wasm/commands.md says what
// goes through them, js/core/wire/bridge.ts is the other end.
//
//   1. numbers(n), text(n): make room and answer where it is. The caller writes a batch there.
//   2. run(count): applies the batch.
//   3. tick(now, epoch): does what is due; answers when to come back.
//   4. take(leaving): the next envelope to send, until it answers 0; keep(): the next that may not be sent
//   now;
//      part(), result(): the parts of it one after another, until it answers 0; waits(): whether another
//      waits for an answer; held_back(): how long the receiver has asked to wait; is_open(handle): whether
//      that transaction goes on.
#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "allocator.h"
#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/commands/runner.h"

namespace {

headwater::Vector<double> g_numbers;
headwater::String g_text;
headwater::Parts g_envelope;
std::string_view g_part;  // of the envelope

headwater::Tracer& tracer() {
  static headwater::Tracer the_tracer;
  return the_tracer;
}

// Addresses cross as numbers: embind takes no raw pointers.
template <typename T>
std::uintptr_t room_for(std::uint32_t count, headwater::Vector<T>& vector) {
  vector.clear();
  vector.reserve(count);
  return reinterpret_cast<std::uintptr_t>(vector.extend(count));
}

std::uintptr_t numbers(std::uint32_t count) { return room_for(count, g_numbers); }
std::uintptr_t text(std::uint32_t bytes) { return room_for(bytes, g_text); }

std::uint32_t run(std::uint32_t count) {
  // Both are given back, or the room of the largest batch would be kept for the life of the page.
  const headwater::Vector<double> numbers = std::move(g_numbers);
  const headwater::String text = std::move(g_text);
  return static_cast<std::uint32_t>(
      headwater::run_batch(tracer(), numbers.data(), std::min<std::size_t>(count, numbers.size()), text));
}

double tick(double now, double epoch) {
  tracer().set_clocks({now, epoch});
  if (tracer().configured()) tracer().advance(now);
  return tracer().next_wake(now);
}

std::uint32_t part() {
  g_part = g_envelope.next();
  return static_cast<std::uint32_t>(g_part.size());
}

std::uintptr_t result() { return reinterpret_cast<std::uintptr_t>(g_part.data()); }

std::uint32_t take(std::uint32_t leaving) {
  namespace limits = headwater::limits;
  return tracer().take(g_envelope, leaving ? limits::kLastInFlight : limits::kInFlight);
}

std::uint32_t waits() { return tracer().delivery().waits_for_answer(tracer().now()); }

std::uint32_t keep() { return tracer().keep(g_envelope); }

double held_back() { return tracer().delivery().held_back_until(); }

std::uint32_t is_open(std::uint32_t handle) { return tracer().is_open(handle); }

}  // namespace

EMSCRIPTEN_BINDINGS(headwater) {
  emscripten::function("numbers", &numbers);
  emscripten::function("text", &text);
  emscripten::function("run", &run);
  emscripten::function("tick", &tick);
  emscripten::function("take", &take);
  emscripten::function("waits", &waits);
  emscripten::function("keep", &keep);
  emscripten::function("part", &part);
  emscripten::function("result", &result);
  emscripten::function("held_back", &held_back);
  emscripten::function("is_open", &is_open);
#ifdef HEADWATER_TEST_TRAP
  emscripten::function("allocated", &headwater::allocated);
#endif
}
