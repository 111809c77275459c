// embind's run-time, linked in place of Emscripten's libembind. That one tells JavaScript about every type
// embind knows, and brings printf along to name types in error texts: 4 KB (brotli 1.4) for functions that
// take and give numbers, about which nothing need be told (numbers-only.js).
#include <emscripten/bind.h>

extern "C" {

// Called by a static constructor for each EMSCRIPTEN_BINDINGS.
void _embind_register_bindings(emscripten::internal::InitFunc* bindings) { bindings->init_func(); }

// The linker insists on these; nothing calls them.
EMSCRIPTEN_KEEPALIVE void _embind_initialize_bindings() {}
EMSCRIPTEN_KEEPALIVE const char* __getTypeName(emscripten::internal::TYPEID) { return nullptr; }
}
