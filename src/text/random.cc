#include "src/text/random.h"

#include "src/base/string.h"
#include "src/text/ids.h"

namespace headwater {

std::uint64_t Random::next() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

String Random::uuid() {
  // One after the other: the order in which the operands of one `+` are evaluated differs between compilers.
  String digits;
  append_hex16(digits, next());
  append_hex16(digits, next());
  digits[12] = '4';
  digits[16] = "89ab"[next() & 3];
  return digits;
}

}  // namespace headwater
