# SPDX-License-Identifier: BSL-1.0
#
# How our own tests, examples and benchmarks are compiled. Nothing here reaches a consumer.

# It chooses the target of their plans, too: the host's registers, one element (scalar), … (include/tapeless/ir/target.hpp).
set(TAPELESS_LANES native CACHE STRING "Instruction set of our own programs")
set_property(CACHE TAPELESS_LANES PROPERTY STRINGS native avx2 sse2 scalar)
set(TAPELESS_SANITIZE "" CACHE STRING "Sanitizers of our own programs, such as address,undefined")
set(TAPELESS_TEST_OPTIMIZE -O1 CACHE STRING "Optimisation of tests: low, as most of their time is compiling")
option(TAPELESS_WERROR "A warning in our own programs is an error" ON)

find_package(Python3 3.11 COMPONENTS Interpreter)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(TAPELESS_CCACHE ccache)
mark_as_advanced(TAPELESS_CCACHE)
if(TAPELESS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness is what ccache asks for before it will cache units with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${TAPELESS_CCACHE})
endif()

# ---- flags --------------------------------------------------------------------------------------

set(tapeless_flags -Wall -Wextra -Wpedantic -Wconversion)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  list(APPEND tapeless_flags -Wno-sign-conversion)   # clang counts it to -Wconversion, g++ does not
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overruns in its own std::string that are not there (PR105329, PR105651)
  list(APPEND tapeless_flags -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
endif()
if(TAPELESS_WERROR)
  list(APPEND tapeless_flags -Werror)
endif()

if(TAPELESS_LANES STREQUAL native)
  list(APPEND tapeless_flags -march=native)
elseif(TAPELESS_LANES STREQUAL avx2)
  list(APPEND tapeless_flags -march=x86-64-v3)
elseif(TAPELESS_LANES STREQUAL scalar)
  list(APPEND tapeless_flags -DTAPELESS_NO_SIMD)
elseif(NOT TAPELESS_LANES STREQUAL sse2)   # what the compiler emits when told nothing
  message(FATAL_ERROR "TAPELESS_LANES is \"${TAPELESS_LANES}\"; it may be native, avx2, sse2 or scalar")
endif()

set(tapeless_sanitize_flags "")
if(TAPELESS_SANITIZE)
  set(tapeless_sanitize_flags
    -fsanitize=${TAPELESS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
endif()

# Flags that every program of ours is compiled with; linking it makes them apply.
add_library(tapeless_flags INTERFACE)
target_compile_options(tapeless_flags INTERFACE ${tapeless_flags} ${tapeless_sanitize_flags})
target_link_options(tapeless_flags INTERFACE ${tapeless_sanitize_flags})

# ---- examples and benchmarks --------------------------------------------------------------------

# tapeless_example(<name> <sources>... [TEST <argument>...] [LABELS <label>...] [TIMEOUT <seconds>])
#
# A program built as a user would build it. TEST runs it by ctest with these arguments (a small
# slice of the work); give TEST alone for no arguments. Several runs: add_test() by hand.
function(tapeless_example name)
  _tapeless_program(example ${name} ${ARGN})
endfunction()

# tapeless_benchmark(<name> <sources>... [TEST <argument>...] [LABELS <label>...] [TIMEOUT <seconds>])
#
# The same for a program that measures; its test runs alone, with the label bench.
function(tapeless_benchmark name)
  _tapeless_program(benchmark ${name} ${ARGN})
  if(TEST benchmark.${name})
    set_property(TEST benchmark.${name} PROPERTY RUN_SERIAL ON)
    set_property(TEST benchmark.${name} APPEND PROPERTY LABELS bench)
  endif()
endfunction()

function(_tapeless_program kind name)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT" "TEST;LABELS")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE tapeless::tapeless tapeless_flags)
  list(FIND ARGN TEST run_by_ctest)   # not IN_LIST: to if(), TEST is an operator
  if(TAPELESS_BUILD_TESTS AND NOT run_by_ctest EQUAL -1)
    add_test(NAME ${kind}.${name} COMMAND ${name} ${arg_TEST})
    if(NOT arg_LABELS)
      set(arg_LABELS slow)
    endif()
    if(NOT arg_TIMEOUT)
      set(arg_TIMEOUT 300)
    endif()
    set_tests_properties(${kind}.${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
  endif()
endfunction()
