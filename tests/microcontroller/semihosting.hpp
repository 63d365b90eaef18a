// SPDX-License-Identifier: BSL-1.0
//
// Printing and ending on an emulated Cortex-M: the program stops at a breakpoint, QEMU does what the
// registers ask for. No C library is involved, so that an image has no heap unless tapeless brings one.

#ifndef TAPELESS_TESTS_SEMIHOSTING_HPP
#define TAPELESS_TESTS_SEMIHOSTING_HPP

#include <concepts>
#include <cstdint>

namespace semihosting {

enum class operation : std::uint32_t { write_text = 0x04, exit_with_status = 0x20 };

inline void call(operation what, const void* argument) {
  register auto r0 asm("r0") = static_cast<std::uint32_t>(what);
  register auto r1 asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory", "cc");
}

/// Ends the emulation; the status is QEMU's own exit status.
[[noreturn]] inline void exit(int status) {
  constexpr std::uint32_t application_exit = 0x20026;
  const std::uint32_t block[2] = {application_exit, static_cast<std::uint32_t>(status)};
  for (;;) call(operation::exit_with_status, block);
}

inline void print(const char* text) { call(operation::write_text, text); }

/// A decimal number, filled up with leading zeros to at least `digits`.
inline void print(std::unsigned_integral auto number, int digits = 1) {
  char text[24];
  char* begin = text + sizeof text;
  *--begin = '\0';
  for (int written = 0; number != 0 || written < digits; ++written, number /= 10) {
    *--begin = static_cast<char>('0' + number % 10);
  }
  print(begin);
}

inline void print(std::signed_integral auto number) {
  const auto bits = static_cast<std::make_unsigned_t<decltype(number)>>(number);
  if (number < 0) print("-");
  print(number < 0 ? static_cast<decltype(bits)>(0 - bits) : bits);
}

/// A number with `digits` (at most 6) behind the point, for magnitudes below 2^32.
inline void print(float number, int digits = 6) {
  if (number != number) return print("nan");
  if (number < 0) print("-"), number = -number;
  if (!(number < 0x1p32f)) return print(number > 3.4e38f ? "inf" : "(large)");

  std::uint32_t unit = 1;
  for (int i = 0; i < digits; ++i) unit *= 10;
  auto whole = static_cast<std::uint32_t>(number);
  const float rest = number - static_cast<float>(whole);  // exact
  auto fraction = static_cast<std::uint32_t>(rest * static_cast<float>(unit) + 0.5f);
  if (fraction >= unit) fraction -= unit, ++whole;
  print(whole);
  if (digits > 0) print("."), print(fraction, digits);
}

/// Several things on one line.
template <class... Things>
void print_line(Things... things) {
  (print(things), ..., print("\n"));
}

}  // namespace semihosting

#endif
