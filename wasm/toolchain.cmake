# The compiler that `npm run setup` has put in place: its own unpacked one, or an Emscripten found on PATH.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(EMSCRIPTEN TRUE)

set(_bin ${CMAKE_CURRENT_LIST_DIR}/../.toolchain/bin)
cmake_path(NORMAL_PATH _bin)
if(NOT EXISTS ${_bin}/em++)
  message(FATAL_ERROR "The Emscripten toolchain is not there yet: run `npm run setup`")
endif()

set(CMAKE_C_COMPILER ${_bin}/emcc)
set(CMAKE_CXX_COMPILER ${_bin}/em++)
set(CMAKE_AR ${_bin}/emar CACHE FILEPATH "" FORCE)
set(CMAKE_RANLIB ${_bin}/emranlib CACHE FILEPATH "" FORCE)

# What emcc links is JavaScript with a .wasm beside it, so the compiler check stops at an object file.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_EXECUTABLE_SUFFIX .js)
set(CMAKE_EXECUTABLE_SUFFIX_CXX .js)

find_program(HEADWATER_NODE node REQUIRED)
set(CMAKE_CROSSCOMPILING_EMULATOR ${HEADWATER_NODE})
