// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/product/tile.hpp>

namespace tapeless::kernels {

/// The loops that a product sums over: the innermost, of `depth` steps, and those around it.
struct summed_loops {
  int around = 0, depth = 1, step_a = 0, step_b = 0;
  fixed<walk_loop, max_loops> loop{};

  constexpr int elements() const {
    int n = depth;
    for (int l = 0; l < around; ++l) n *= loop[l].size;
    return n;
  }
};

/// As the plan gives them, those that run around the tiles apart.
constexpr summed_loops summed_by(const kernel& k, const access& a, const access& b) {
  summed_loops out;
  const int last = k.loops - 1;
  for (int l = k.outer + k.blocks; l < last; ++l)
    out.loop[out.around++] = {k.size[l], a.stride[l], b.stride[l]};
  out.depth = k.size[last];
  out.step_a = a.stride[last];
  out.step_b = b.stride[last];
  return out;
}

/// For an operand beside a panel, in which all that is summed lies `panel_step` apart: neighbours along which the operand
/// moves as one are merged. The operand counts as A.
constexpr summed_loops summed_beside_panel(const kernel& k, const access& x, int panel_step) {
  summed_loops out;
  fixed<int, max_loops> size{}, stride{};
  int kept = 0;
  for (int l = k.outer; l < k.loops; ++l) {
    if (kept > 0 && stride[kept - 1] == x.stride[l] * k.size[l]) {
      size[kept - 1] *= k.size[l];
      stride[kept - 1] = x.stride[l];
    } else {
      size[kept] = k.size[l];
      stride[kept++] = x.stride[l];
    }
  }
  out.around = kept - 1;
  out.depth = size[kept - 1];
  out.step_a = stride[kept - 1];
  out.step_b = panel_step;
  int step = out.depth * panel_step;
  for (int l = kept - 1; l-- > 0; step *= size[l]) out.loop[l] = {size[l], stride[l], step};
  return out;
}

namespace detail {
template <auto& Loops, std::size_t... I>
constexpr walk<Loops.loop.items[I]...> walk_along(std::index_sequence<I...>) {
  return {};
}
}  // namespace detail

/// The loops around the innermost, for a tile. `Loops` is a static constant.
template <auto& Loops>
using walk_of = decltype(detail::walk_along<Loops>(std::make_index_sequence<Loops.around>{}));

}  // namespace tapeless::kernels
