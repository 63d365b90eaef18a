// SPDX-License-Identifier: BSL-1.0
//
// From reset to main() on a Cortex-M4 with floating point, and the few symbols that a C++ program
// without heap and exceptions still asks for. Symbols named image_... come from mps2_an386.ld.

#include <cstdint>

#include "semihosting.hpp"

int main();

extern "C" {

using function = void();

extern std::uint32_t image_data_source[], image_data_begin[], image_data_end[];
extern std::uint32_t image_zero_begin[], image_zero_end[], image_stack_top[];
extern function* const image_constructors_begin[];
extern function* const image_constructors_end[];

[[noreturn, gnu::used]] void reset() {
  auto& coprocessor_access = *reinterpret_cast<volatile std::uint32_t*>(0xe000ed88);
  coprocessor_access = coprocessor_access | 0xfu << 20;  // floating point, before any use of it
  asm volatile("dsb\n isb" ::: "memory");

  const std::uint32_t* source = image_data_source;
  for (std::uint32_t* word = image_data_begin; word < image_data_end;) *word++ = *source++;
  for (std::uint32_t* word = image_zero_begin; word < image_zero_end;) *word++ = 0;
  for (auto constructor = image_constructors_begin; constructor < image_constructors_end;) {
    (*constructor++)();
  }

  const int status = main();
  semihosting::print_line("main returned ", status);
  semihosting::exit(status);
}

[[noreturn]] void fault() {
  std::uint32_t exception;
  asm volatile("mrs %0, ipsr" : "=r"(exception));
  semihosting::print_line("fault: exception ", exception);
  semihosting::exit(1);
}

// What the C library would end with; its own versions bring streams and a heap.

[[noreturn]] void abort() {
  semihosting::print_line("fault: abort");
  semihosting::exit(1);
}

[[noreturn]] void _exit(int status) { semihosting::exit(status); }

[[noreturn]] void __assert_func(const char* file, int line, const char*, const char* condition) {
  semihosting::print_line("fault: ", file, ":", line, ": ", condition);
  semihosting::exit(1);
}

[[noreturn]] void __cxa_pure_virtual() { abort(); }

// Nothing is destroyed: the program ends by stopping.
int __aeabi_atexit(void*, void (*)(void*), void*) { return 0; }
void* __dso_handle = nullptr;

}  // extern "C"

/// The first word is the stack, the others are handlers; the hardware reads them from address 0.
struct vector_table {
  std::uint32_t* stack_top;
  function* handlers[15];
};
[[gnu::section(".vectors")]] extern const vector_table vectors;
constinit const vector_table vectors{image_stack_top,
                                     {reset, fault, fault, fault, fault, fault, nullptr, nullptr,
                                      nullptr, nullptr, fault, fault, nullptr, fault, fault}};
