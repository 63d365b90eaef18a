# SPDX-License-Identifier: BSL-1.0
#
# What the scripts of this folder are made of.

function(run)
  list(JOIN ARGN " " line)
  message(STATUS "${line}")
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(install_to prefix)
  file(REMOVE_RECURSE ${work_dir})
  run(${CMAKE_COMMAND} --install ${build_dir} --prefix ${prefix} OUTPUT_QUIET)
endfunction()

# configure(<project> <build folder> succeeds|fails <pattern> [<argument>...])
#
# Configures a project of this folder, with the prefix as the only place for tapeless. What CMake prints, with its line
# breaks as blanks, must match the pattern; it is left in `output`.
function(configure project folder verdict pattern)
  message(STATUS "configure ${project}: ${ARGN}")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${project} -B ${work_dir}/${folder} -G ${generator}
      -D CMAKE_PREFIX_PATH=${work_dir}/prefix -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_BUILD_TYPE=Release
      -D CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF -D tapeless_source_dir=${source_dir} --no-warn-unused-cli ${ARGN}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  if(verdict STREQUAL "succeeds" AND NOT result EQUAL 0)
    message(FATAL_ERROR "configuring failed:\n${output}")
  elseif(verdict STREQUAL "fails" AND result EQUAL 0)
    message(FATAL_ERROR "configuring succeeded:\n${output}")
  elseif(NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "the output does not match \"${pattern}\":\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()
