// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/compile/counterparts.hpp>
#include <tapeless/runtime/program.hpp>

namespace tapeless {

/// Gives a program the parameters and states of another, where paths and shapes are the same: what a trainer has learnt to a
/// program that applies it, streams it, or runs another number of rows. What streaming layers remember is not copied.
///
///     copy_parameters(trainer.step_view(), step.view());
///
/// Returns   how many parameters and states of `to` have none in `from` (known while compiling): 0 if all were copied
template <class From, class To>
int copy_parameters(program_view<From> from, program_view<To> to) {
  using twins = counterparts<From, To>;
  struct piece {
    std::int64_t from, to, bytes;
  };
  static constexpr auto pieces = [] {
    fixed<piece, static_cast<std::size_t>(twins::value.size())> out{};
    for (int l = 0; l < twins::value.size(); ++l) {
      if (twins::value[l] < 0) continue;
      const auto& b = To::value.buffers[l];
      out[l] = {From::value.buffers[twins::value[l]].offset, b.offset, b.bytes};
    }
    return out;
  }();
  for (const piece& p : pieces)
    for (std::int64_t i = 0; i < p.bytes; ++i) to.arena()[p.to + i] = from.arena()[p.from + i];
  return twins::missing;
}

}  // namespace tapeless
