# SPDX-License-Identifier: BSL-1.0

include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

install_to(${work_dir}/prefix)
if(NOT EXISTS ${work_dir}/prefix/share/doc/tapeless/LICENSE)
  message(FATAL_ERROR "the licence is not installed")
endif()

configure(consumer build succeeds "")
run(${CMAKE_COMMAND} --build ${work_dir}/build)
run(${work_dir}/build/consumer)
