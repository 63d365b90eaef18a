# SPDX-License-Identifier: BSL-1.0
#
# Finds what tapeless needs. Used by the build and by the installed package, so that both find the same things in the
# same way. Prints nothing and stops nothing: the caller decides what a missing dependency means.
#
#   Boost::headers     Boost.Hana; a target of this name that is already there is taken
#   tapeless::xsimd    names of SIMD registers. TAPELESS_NO_SIMD=ON asks for scalar lanes instead, which need no xsimd
#   tapeless::zlib     reads gzip files; without zlib an empty target
#   tapeless_missing   a sentence for each dependency that was not found; empty if tapeless can be used

if(POLICY CMP0167)   # newer CMake: take the package that Boost itself installs
  cmake_policy(SET CMP0167 NEW)
endif()

set(tapeless_missing "")

if(NOT TARGET Boost::headers)
  find_package(Boost 1.74 QUIET)
endif()
if(NOT TARGET Boost::headers)
  list(APPEND tapeless_missing "Boost: no headers of version 1.74 or later (Debian: libboost-dev; or set Boost_ROOT)")
endif()

if(NOT TARGET tapeless::xsimd AND TAPELESS_NO_SIMD)
  add_library(tapeless::xsimd INTERFACE IMPORTED)
  target_compile_definitions(tapeless::xsimd INTERFACE TAPELESS_NO_SIMD)
elseif(NOT TARGET tapeless::xsimd)
  # Debian's xsimd target asks for a library "xtl" that need not exist: take the directory only.
  find_package(xsimd CONFIG QUIET)
  if(TARGET xsimd)
    get_target_property(tapeless_xsimd_hint xsimd INTERFACE_INCLUDE_DIRECTORIES)
  endif()
  find_path(TAPELESS_XSIMD_INCLUDE_DIR xsimd/xsimd.hpp HINTS ${tapeless_xsimd_hint})
  mark_as_advanced(TAPELESS_XSIMD_INCLUDE_DIR)
  if(TAPELESS_XSIMD_INCLUDE_DIR)
    add_library(tapeless::xsimd INTERFACE IMPORTED)
    target_include_directories(tapeless::xsimd SYSTEM INTERFACE ${TAPELESS_XSIMD_INCLUDE_DIR})
  else()   # scalar lanes would be many times slower, and nobody would know
    list(APPEND tapeless_missing
      "xsimd: no headers (Debian: libxsimd-dev; or set TAPELESS_XSIMD_INCLUDE_DIR; or TAPELESS_NO_SIMD=ON for scalar lanes)")
  endif()
endif()

if(NOT TARGET tapeless::zlib)
  add_library(tapeless::zlib INTERFACE IMPORTED)
  find_package(ZLIB QUIET)
  if(TARGET ZLIB::ZLIB)
    target_link_libraries(tapeless::zlib INTERFACE ZLIB::ZLIB)
    target_compile_definitions(tapeless::zlib INTERFACE TAPELESS_HAS_ZLIB=1)
  endif()
endif()

list(JOIN tapeless_missing "; " tapeless_missing)
