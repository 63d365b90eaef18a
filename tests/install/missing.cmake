# SPDX-License-Identifier: BSL-1.0

include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

install_to(${work_dir}/prefix)

set(no_boost -D CMAKE_DISABLE_FIND_PACKAGE_Boost=ON)
set(no_xsimd -D CMAKE_DISABLE_FIND_PACKAGE_xsimd=ON -D CMAKE_IGNORE_PATH=${xsimd_dir})
set(no_zlib -D CMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON)
set(boost_is_named "Boost: no headers of version 1.74 or later")
set(xsimd_is_named "xsimd: no headers")

# The package is there or it is not; nothing that is optional stops it.
configure(asks all succeeds "asks: found 0\\.1" -D asked=REQUIRED)
configure(asks components succeeds "asks: found" -D asked=REQUIRED,COMPONENTS,core,tapeless)
configure(asks zlib succeeds "asks: found" -D asked=REQUIRED ${no_zlib})
configure(asks scalar succeeds "asks: found" -D asked=REQUIRED ${no_xsimd} -D TAPELESS_NO_SIMD=ON)
configure(asks unknown_component succeeds "asks: not found: there is no component \"gpu\""
  -D asked=QUIET,COMPONENTS,gpu)

# Who asks quietly goes on without it, and can say why. Nobody else says a word.
configure(asks quiet_boost succeeds "asks: not found: ${boost_is_named}" -D asked=QUIET ${no_boost})
if(output MATCHES "Warning|Could NOT|tapeless:")
  message(FATAL_ERROR "QUIET was not quiet:\n${output}")
endif()
configure(asks quiet_xsimd succeeds "asks: not found: ${xsimd_is_named}" -D asked=QUIET ${no_xsimd})
configure(asks quiet_both succeeds "${boost_is_named}.*; ${xsimd_is_named}" -D asked=QUIET ${no_boost} ${no_xsimd})

# Who needs it stops, with the same sentence, whether it is installed or a folder of the project.
configure(asks required_boost fails "${boost_is_named}" -D asked=REQUIRED ${no_boost})
configure(asks required_xsimd fails "${xsimd_is_named}" -D asked=REQUIRED ${no_xsimd})
configure(embeds embedded_boost fails "tapeless: ${boost_is_named}" ${no_boost})
configure(embeds embedded_xsimd fails "tapeless: ${xsimd_is_named}" ${no_xsimd})
configure(embeds embedded succeeds "")
