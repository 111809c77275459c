# How C++ is compiled to wasm32: for everything below the line that includes this, tests as well.

# Engines have had these since 2020 (Chrome 75, Firefox 79, Safari 15), and each makes the code smaller: memory.copy instead of
# a loop, sign extension in one instruction, float to integer conversion without a range check around it.
add_compile_options(-mbulk-memory -msign-ext -mnontrapping-fptoint)
add_link_options(-mbulk-memory -msign-ext -mnontrapping-fptoint)

# Bytes matter more than cycles: against -O2 the module is 1.2 KB (brotli) smaller, writing takes a third longer.
set(CMAKE_CXX_FLAGS_MINSIZEREL "-Oz -flto -DNDEBUG")

# A text of two words is passed in two parameters rather than by the address of a copy: 1 KB (brotli). The prebuilt C++ library has
# the other convention, so only what links nothing of it can have this one: the module (see CMakeLists.txt), not the tests.
if(NOT BUILD_TESTING)
  add_compile_options(-mmultivalue "SHELL:-Xclang -target-abi" "SHELL:-Xclang experimental-mv")
endif()

# nlohmann/json is headers only, but lies in /usr/include, among the headers of another C library. It gets an include folder
# of its own.
find_path(HEADWATER_NLOHMANN nlohmann/json.hpp PATHS /usr/include /usr/local/include NO_DEFAULT_PATH REQUIRED)
set(_nlohmann ${CMAKE_BINARY_DIR}/nlohmann-include)
file(MAKE_DIRECTORY ${_nlohmann})
file(CREATE_LINK ${HEADWATER_NLOHMANN}/nlohmann ${_nlohmann}/nlohmann SYMBOLIC)
include_directories(SYSTEM ${_nlohmann})
