// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tapeless {

namespace tags {
struct gate_proj;
struct up_proj;
struct down_proj;
}  // namespace tags

/// y = a · σ(b), a and b the halves of x along an axis; the last by default.
///
/// Shapes    x: […, 2 n, …]   →  y: […, n, …]
/// Errors    an odd size: the halves differ, [E010]
/// Source    [dauphin17] in docs/references.md; torch.nn.GLU
template <int Axis>
struct glu_layer : axis_activation<glu_layer, Axis> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int rank = X::shape_type::rank;
    if constexpr (!detail::is_axis(Axis, rank)) {
      return max(x, axis<Axis>);  // which refuses the axis
    } else {
      constexpr int n = X::shape_type::value[detail::axis_of(Axis, rank)];
      return slice<Axis, 0, n / 2>(x) * sigmoid(slice<Axis, n / 2, n>(x));
    }
  }
};
inline constexpr glu_layer<-1> glu{};
template <int Axis>
inline constexpr glu_layer<Axis> glu_over{};

/// y = down(f(gate(x)) · up(x)): the inner part of a transformer block, gated.
///
/// Shapes      x: [batch…, width]   →  y: same as x
/// Parameters  gate_proj.weight, up_proj.weight [width, Hidden], down_proj.weight [Hidden, width]; no biases
/// Defaults    initialised as dense
/// Source      [shazeer20] in docs/references.md; LLaMA's feed-forward layer for f = silu
template <std::size_t Hidden, class F>
struct gated_layer : layer<gated_layer<Hidden, F>> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int rank = X::shape_type::rank;
    constexpr auto width =
        rank == 0 ? std::size_t{1} : static_cast<std::size_t>(X::shape_type::value[rank - 1]);
    const auto gate = x >> named<tags::gate_proj>(dense<Hidden, no_bias>);
    const auto up = x >> named<tags::up_proj>(dense<Hidden, no_bias>);
    return F{}(gate)*up >> named<tags::down_proj>(dense<width, no_bias>);
  }
};
/// `swiglu<256>`: f is silu; `geglu<256>`: gelu; `reglu<256>`: relu.
template <std::size_t Hidden>
inline constexpr gated_layer<Hidden, silu_layer> swiglu{};
template <std::size_t Hidden>
inline constexpr gated_layer<Hidden, gelu_layer> geglu{};
template <std::size_t Hidden>
inline constexpr gated_layer<Hidden, unary_function<ops::relu_op>> reglu{};

}  // namespace tapeless
