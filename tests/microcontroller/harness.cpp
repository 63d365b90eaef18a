// SPDX-License-Identifier: BSL-1.0
//
// The harness itself: constructors ran, data was copied, numbers are printed as they are.
//
// prints: 7 8 9.*0 42 -17 4294967295 .*007 3\.141593 -0\.050 1\.00 2 nan -inf.*counted well
// qemu: -icount shift=6

#include "instruction_count.hpp"
#include "semihosting.hpp"

#include <cmath>
#include <limits>

namespace {

using semihosting::print;

volatile int copied = 7, zero;
struct constructed {
  volatile int value;
  constructed() : value(copied + 1) {}
  ~constructed() { value = 0; }
} first;
struct constructed_later {
  volatile int value = first.value + 1;
} second;

void print_float(float number, int digits) {
  print(" ");
  print(number, digits);
}

}  // namespace

int main() {
  if (zero != 0) return 1;
  semihosting::print_line(copied, " ", first.value, " ", second.value);

  semihosting::print_line(0u, " ", 42u, " ", -17, " ", 0xffffffffu, " ");
  print(7u, 3);
  print_float(3.14159265f, 6);
  print_float(-0.05f, 3);
  print_float(0.999f, 2);
  print_float(2.4f, 0);
  print_float(std::numeric_limits<float>::quiet_NaN(), 6);
  print_float(-std::numeric_limits<float>::infinity(), 6);
  print("\n");

  // 1,000 turns of a store, an addition, a comparison and a branch, or so.
  const auto count = instruction_count::of([] {
    for (int i = 0; i < 1000; ++i) zero = i;
  });
  semihosting::print_line(count, count > 1900 && count < 8100 ? " counted well" : " counted badly");
}
