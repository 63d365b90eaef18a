# SPDX-License-Identifier: BSL-1.0
#
# Reads in a map file where a constant lies: in the memory `code` of mps2_an386.ld, below 0x20000000, not in `ram`.
#
#   cmake -D MAP=image.elf.map -D SYMBOL=name -P check_flash.cmake

file(READ ${MAP} map)
if(NOT map MATCHES "\n \\.[a-z]+\\.${SYMBOL}\n +(0x[0-9a-f]+) ")
  message(FATAL_ERROR "${MAP}: no section of ${SYMBOL}")
endif()
set(address ${CMAKE_MATCH_1})
math(EXPR place "${address}")
math(EXPR ram "0x20000000")
if(place GREATER_EQUAL ram)
  message(FATAL_ERROR "${SYMBOL} lies at ${address}: in RAM")
endif()
message(STATUS "${SYMBOL} lies at ${address}: in flash")
