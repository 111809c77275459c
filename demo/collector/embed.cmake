# cmake -D OUTPUT=page.cc -D DIRECTORY=page -P embed.cmake: writes page_files() of page.h with the bytes of every file
# of the directory. As numbers, because compilers limit the length of a string literal.

set(type_html "text/html; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_json "application/json")
set(type_map "application/json")
set(type_txt "text/plain; charset=utf-8")

file(GLOB files RELATIVE "${DIRECTORY}" "${DIRECTORY}/*")
list(SORT files)
set(arrays "")
set(entries "")
foreach(file IN LISTS files)
  string(MAKE_C_IDENTIFIER "${file}" name)
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
  string(APPEND arrays "constexpr char k_${name}[] = {${bytes}};\n")
  string(APPEND entries "      {\"${path}\", \"${type_${extension}}\", {k_${name}, sizeof k_${name}}},\n")
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
