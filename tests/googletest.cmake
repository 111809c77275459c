# GoogleTest's sources as a library `gtest_main`, compiled like the tests.

find_file(HEADWATER_GTEST_ALL src/gtest-all.cc PATHS ${HEADWATER_GOOGLETEST} NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
add_library(gtest_main STATIC
  ${HEADWATER_GOOGLETEST}/src/gtest-all.cc
  ${HEADWATER_GOOGLETEST}/src/gtest_main.cc
)
target_include_directories(gtest_main SYSTEM PUBLIC ${HEADWATER_GOOGLETEST}/include PRIVATE ${HEADWATER_GOOGLETEST})
if(EMSCRIPTEN)
  target_compile_definitions(gtest_main PUBLIC GTEST_HAS_PTHREAD=0 GTEST_HAS_STREAM_REDIRECTION=0)
  target_link_libraries(gtest_main PRIVATE headwater_no_throw headwater_unoptimized)
else()
  find_package(Threads REQUIRED)
  target_link_libraries(gtest_main PUBLIC Threads::Threads PRIVATE headwater_unoptimized)
endif()
