# cmake -D FOLDER=… -P embed_test.cmake: what embed.cmake makes of a page with folders.

set(page ${FOLDER}/page)
set(output ${FOLDER}/page.cc)
file(REMOVE_RECURSE ${page})
file(WRITE ${page}/index.html "<p>")
file(WRITE ${page}/assets/a-b.js "1")
file(WRITE ${page}/assets/a_b.js "2")

function(embed)
  execute_process(COMMAND ${CMAKE_COMMAND} -D OUTPUT=${output} -D DIRECTORY=${page} -P ${CMAKE_CURRENT_LIST_DIR}/../embed.cmake
    RESULT_VARIABLE status ERROR_VARIABLE error)
  set(status ${status} PARENT_SCOPE)
  set(error "${error}" PARENT_SCOPE)
endfunction()

embed()
file(READ ${output} text)
foreach(part
    "{\"/\", \"text/html; charset=utf-8\", {file_3, sizeof file_3}}"
    "{\"/assets/a-b.js\", \"text/javascript; charset=utf-8\", {file_1, sizeof file_1}}"
    "char file_1[] = {'\\x31',};"
    "{\"/assets/a_b.js\", \"text/javascript; charset=utf-8\", {file_2, sizeof file_2}}"
    "char file_2[] = {'\\x32',};")
  string(FIND "${text}" "${part}" found)
  if(NOT status EQUAL 0 OR found EQUAL -1)
    message(FATAL_ERROR "${part} is missing: ${error}${text}")
  endif()
endforeach()

foreach(name "a+b.js" "a.exe")
  file(WRITE "${page}/assets/${name}" "3")
  embed()
  string(FIND "${error}" "${name}" found)
  if(status EQUAL 0 OR found EQUAL -1)
    message(FATAL_ERROR "${name} is taken")
  endif()
  file(REMOVE "${page}/assets/${name}")
endforeach()
