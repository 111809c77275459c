// The C library's snprintf can write a floating point number in every way C knows, which is a seventh of the
// module's bytes. Its one caller here is nlohmann/json, which writes a control character or half a surrogate
// pair with it: "\\u%04x", once or twice. So this one, which the linker takes first, knows only that. A test
// writes all those characters through the module.

#include <cstdarg>
#include <cstddef>

extern "C" int snprintf(char* to, std::size_t size, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::size_t length = 0;
  auto put = [&](char c) {
    if (length + 1 < size) to[length] = c;
    ++length;
  };
  while (*format != '\0') {
    if (format[0] != '%') {
      put(*format++);
      continue;
    }
    // Any other conversion is a new caller, whose author has to know.
    for (const char* expected = "%04x"; *expected != '\0';) {
      if (*format++ != *expected++) __builtin_trap();
    }
    const unsigned value = va_arg(arguments, unsigned);
    for (int shift = 12; shift >= 0; shift -= 4) put("0123456789abcdef"[(value >> shift) & 15]);
  }
  va_end(arguments);
  if (size > 0) to[length < size ? length : size - 1] = '\0';
  return static_cast<int>(length);
}
