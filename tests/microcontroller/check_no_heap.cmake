# SPDX-License-Identifier: BSL-1.0
#
# cmake -D NM=arm-none-eabi-nm -D IMAGE=program.elf -P check_no_heap.cmake
#
# Fails if an image holds the heap or what throws. Names of symbols, one regular expression each.

set(forbidden
  "_?malloc(_r)?" "_?free(_r)?" "_?calloc(_r)?" "_?realloc(_r)?" "_sbrk(_r)?"
  "_Zn[wa]j(St.*|RKSt.*)?"         # operator new, but not the placing one
  "_Zd[la]Pv(j|St.*|RKSt.*)*"      # operator delete
  "__cxa_throw" "__cxa_allocate_exception" "_Unwind_RaiseException"
  "_?printf(_r)?" "_?vfprintf(_r)?"
  "initialise_monitor_handles")

execute_process(COMMAND ${NM} ${IMAGE} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
if(NOT symbols MATCHES " T reset\n")   # so that an empty list cannot pass
  message(FATAL_ERROR "${IMAGE}: nm shows no function \"reset\"")
endif()

set(found "")
foreach(name IN LISTS forbidden)
  string(REGEX MATCHALL " [A-Za-z] (${name})\n" lines "${symbols}")
  list(APPEND found ${lines})
endforeach()
if(found)
  list(JOIN found "" found)
  message(FATAL_ERROR "${IMAGE} holds\n${found}")
endif()
message(STATUS "${IMAGE}: no heap, no exceptions")
