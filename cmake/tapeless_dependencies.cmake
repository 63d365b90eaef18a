# SPDX-License-Identifier: BSL-1.0
#
# What tapeless needs from its surroundings. Used by the build and by the installed package, so both
# find the same things in the same way.
#
#   Boost::headers        Boost.Hana
#   tapeless::xsimd       SIMD batches; without it the scalar lane is used (TAPELESS_NO_SIMD)
#   TAPELESS_ZLIB_FOUND   gzip files can be read

if(POLICY CMP0167)   # newer CMake: take the package that Boost itself installs
  cmake_policy(SET CMP0167 NEW)
endif()

find_package(Boost 1.74 REQUIRED)

if(NOT TARGET tapeless::xsimd)
  # Debian's xsimd target asks for a library "xtl" that need not exist: take the directory only.
  find_package(xsimd CONFIG QUIET)
  if(TARGET xsimd)
    get_target_property(tapeless_xsimd_hint xsimd INTERFACE_INCLUDE_DIRECTORIES)
  endif()
  find_path(TAPELESS_XSIMD_INCLUDE_DIR xsimd/xsimd.hpp HINTS ${tapeless_xsimd_hint})
  mark_as_advanced(TAPELESS_XSIMD_INCLUDE_DIR)

  add_library(tapeless::xsimd INTERFACE IMPORTED)
  if(TAPELESS_XSIMD_INCLUDE_DIR)
    target_include_directories(tapeless::xsimd SYSTEM INTERFACE ${TAPELESS_XSIMD_INCLUDE_DIR})
  else()
    message(STATUS "tapeless: xsimd was not found, the scalar lane is used")
    target_compile_definitions(tapeless::xsimd INTERFACE TAPELESS_NO_SIMD)
  endif()
endif()

if(NOT DEFINED TAPELESS_ZLIB_FOUND)   # the installed package sets it to what it was built with
  find_package(ZLIB QUIET)
  set(TAPELESS_ZLIB_FOUND ${ZLIB_FOUND})
elseif(TAPELESS_ZLIB_FOUND)
  find_package(ZLIB REQUIRED)
endif()
