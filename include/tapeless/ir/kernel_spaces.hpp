// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>

namespace tapeless::ir {

/// True if binding b of a kernel lies in one space in all launches.
constexpr bool has_one_space(const kernel& k, int b) {
  return ((k.mixed >> (b < 63 ? b : 63)) & 1) == 0;
}
/// Notes for every kernel in which space each of its bindings lies, and which do not lie in one.
///
/// Before    buffers know their spaces
constexpr void settle_spaces(auto& kernels, const plan_view& p) {
  list<char> seen(p.kernels.size());
  for (int l = 0; l < p.launches.size(); ++l) {
    kernel& k = kernels[p.launches[l].kernel];
    if (seen[p.launches[l].kernel] == 0) {
      seen[p.launches[l].kernel] = 1;
      k.first_launch = l;
      k.mixed = 0;
      continue;
    }
    const int *first = p.bindings.items + p.launches[k.first_launch].first_binding,
              *here = p.bindings.items + p.launches[l].first_binding;
    for (int b = 0; b < k.bindings; ++b)
      if (p.buffers.items[first[b]].in != p.buffers.items[here[b]].in)
        k.mixed |= std::uint64_t{1} << (b < 63 ? b : 63);
  }
}
/// The space of binding b of a kernel, if it lies in one.
constexpr space space_of_binding(const plan_view& p, const kernel& k, int b) {
  return p.buffers[p.bindings[p.launches[k.first_launch].first_binding + b]].in;
}

/// The space of every binding, or -1 where launches differ.
template <int Bindings>
constexpr fixed<int, static_cast<std::size_t>(Bindings)> spaces_of_bindings(const plan_view& p,
                                                                            const kernel& k) {
  fixed<int, static_cast<std::size_t>(Bindings)> out{};
  for (int b = 0; b < k.bindings; ++b)
    out[b] = has_one_space(k, b) ? static_cast<int>(space_of_binding(p, k, b)) : -1;
  return out;
}
/// True if the same kernels of two finished plans find their buffers in the same way.
constexpr bool same_spaces(const plan_view& a, int i, const plan_view& b, int j) {
  const kernel &x = a.kernels[i], &y = b.kernels[j];
  if (x.mixed != y.mixed) return false;
  for (int k = 0; k < x.bindings; ++k)
    if (has_one_space(x, k) && space_of_binding(a, x, k) != space_of_binding(b, y, k)) return false;
  return true;
}

}  // namespace tapeless::ir
