// SPDX-License-Identifier: BSL-1.0
//
// Executed instructions, from the emulated SysTick. QEMU must run with `-icount shift=6` (a program
// says so by its line `// qemu: -icount shift=6`): an instruction then takes 64 ns, a tick 40 ns.

#ifndef TAPELESS_TESTS_INSTRUCTION_COUNT_HPP
#define TAPELESS_TESTS_INSTRUCTION_COUNT_HPP

#include <cstdint>

namespace instruction_count {

inline volatile std::uint32_t& systick(std::uint32_t offset) {
  return *reinterpret_cast<volatile std::uint32_t*>(0xe000e010u + offset);
}

/// Instructions that `work()` executes, within about one; at most some ten million.
template <class Work>
[[gnu::noinline]] std::uint32_t of(Work&& work) {
  constexpr std::uint32_t longest = 0xffffff, enabled_at_core_clock = 5;
  systick(4) = longest;
  systick(8) = 0;
  systick(0) = enabled_at_core_clock;
  const auto ticks = [](auto&& measured) {
    asm volatile("" ::: "memory");
    const std::uint32_t begin = systick(8);
    measured();
    asm volatile("" ::: "memory");
    return (begin - systick(8)) & longest;
  };
  const std::uint32_t empty = ticks([] {}), full = ticks(work);
  return static_cast<std::uint32_t>(std::uint64_t{full - empty} * 40 / 64);
}

}  // namespace instruction_count

#endif
