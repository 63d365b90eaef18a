# SPDX-License-Identifier: BSL-1.0
#
# cmake -D CXX=arm-none-eabi-g++ -D "FLAGS=-mthumb;..." -D HEADER=tapeless/freestanding.hpp -D INCLUDE=include
#       -P check_headers.cmake
#
# Compiles a header for the target, and fails if it brings in what a core has no use for.

set(forbidden
  iostream istream ostream fstream sstream iomanip filesystem
  thread mutex future condition_variable
  memory vector deque list map set unordered_map unordered_set functional regex)

if(NOT EXISTS ${INCLUDE}/${HEADER})
  message("SKIPPED: there is no ${HEADER} yet")
  return()
endif()

string(MAKE_C_IDENTIFIER ${HEADER} name)
set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
file(WRITE ${source} "#include <${HEADER}>\n")
execute_process(COMMAND ${CXX} ${FLAGS} -fsyntax-only ${source} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CXX} ${FLAGS} -M ${source} OUTPUT_VARIABLE files COMMAND_ERROR_IS_FATAL ANY)

set(found "")
foreach(header IN LISTS forbidden)
  if(files MATCHES "/c\\+\\+/[0-9.]+/${header}[ \n]")
    list(APPEND found "<${header}>")
  endif()
endforeach()
if(found)
  list(JOIN found " " found)
  message(FATAL_ERROR "${HEADER} includes ${found}")
endif()
message(STATUS "${HEADER} compiles for the target")
