# cmake -D OUTPUT=page.cc -D DIRECTORY=page -P embed.cmake: writes page_files() of page.h with the bytes of every file
# of the directory and of those within it. As numbers, because compilers limit the length of a string literal.

set(type_html "text/html; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_json "application/json")
set(type_map "application/json")
set(type_txt "text/plain; charset=utf-8")

file(GLOB_RECURSE files RELATIVE "${DIRECTORY}" "${DIRECTORY}/*")
list(SORT files)
set(arrays "")
set(entries "")
set(number 0)
foreach(file IN LISTS files)
  # The server takes the path as a regular expression, where of these only the dot means something.
  if(NOT file MATCHES "^[A-Za-z0-9_/.-]+$")
    message(FATAL_ERROR "No name for a path: ${file}")
  endif()
  math(EXPR number "${number} + 1")
  set(name file_${number})
  string(REGEX MATCH "[a-z]+$" extension "${file}")
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "No content type for ${file}")
  endif()
  file(READ "${DIRECTORY}/${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  set(path "/${file}")
  if(file STREQUAL "index.html")
    set(path "/")
  endif()
  string(APPEND arrays "constexpr char ${name}[] = {${bytes}};\n")
  string(APPEND entries "      {\"${path}\", \"${type_${extension}}\", {${name}, sizeof ${name}}},\n")
endforeach()

file(WRITE "${OUTPUT}" "#include \"demo/collector/page.h\"

namespace headwater::collector {
namespace {

${arrays}
}  // namespace

const std::vector<PageFile>& page_files() {
  static const std::vector<PageFile> files = {
${entries}  };
  return files;
}

}  // namespace headwater::collector
")
