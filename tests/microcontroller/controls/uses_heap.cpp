// SPDX-License-Identifier: BSL-1.0
//
// A program with a heap: check_no_heap.cmake must find it.
//
// prints: 42

#include "semihosting.hpp"

int* volatile somewhere;

int main() {
  somewhere = new int{42};
  semihosting::print_line(*somewhere);
  delete somewhere;
}
