// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>

namespace tapeless {

template <class X, int Rank>
struct flatten_requires_a_batch_axis {
  static_assert(Rank >= 1,
                "x >> flatten, reshape_to<S>: x must have a first axis, the batch [E043]");
};

/// All axes but the first made one.
///
/// Shapes    x: [batch, sizes…]   →  y: [batch, product of the sizes]
/// Errors    a scalar x: [E043]
/// Source    torch.nn.Flatten
struct flatten_layer : layer<flatten_layer> {
  template <expression X>
  static constexpr auto body(X x) {
    using from = typename X::shape_type;
    if constexpr (from::rank == 0) {
      refuse(sentence<flatten_requires_a_batch_axis<operand_of<X>, from::rank>>{});
      return stand_in<shape<1, 1>, X::type>{};
    } else {
      constexpr std::size_t batch = static_cast<std::size_t>(from::value[0]);
      return reshape<shape<batch, from::count / batch>>(x);
    }
  }
};
inline constexpr flatten_layer flatten{};

/// All axes but the first in another shape: `reshape_to<shape<28, 28, 1>>`.
///
/// Shapes    x: [batch, …]   →  y: [batch, sizes of Shape…]
/// Errors    a scalar x: [E043]; another number of elements: [E013]
/// Source    torch.nn.Unflatten(1, sizes), when x is flat
template <class Shape>
struct reshape_layer;
template <std::size_t... Sizes>
struct reshape_layer<shape<Sizes...>> : layer<reshape_layer<shape<Sizes...>>> {
  template <expression X>
  static constexpr auto body(X x) {
    using from = typename X::shape_type;
    if constexpr (from::rank == 0) {
      refuse(sentence<flatten_requires_a_batch_axis<operand_of<X>, from::rank>>{});
      return stand_in<shape<1, Sizes...>, X::type>{};
    } else {
      return reshape<shape<static_cast<std::size_t>(from::value[0]), Sizes...>>(x);
    }
  }
};
template <class Shape>
inline constexpr reshape_layer<Shape> reshape_to{};

/// One axis in several: `unflatten<-1, 4, 8>` makes [batch, time, 32] to [batch, time, 4, 8].
///
/// Errors    an axis out of range: [E017]; another number of elements: [E013]
/// Source    torch.nn.Unflatten
template <int Axis, std::size_t... Sizes>
struct unflatten_layer : layer<unflatten_layer<Axis, Sizes...>> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int rank = X::shape_type::rank, at = detail::axis_of(Axis, rank);
    if constexpr (!detail::is_axis(Axis, rank)) {
      refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, rank>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      constexpr dims parted = [] {
        dims d;
        for (int i = 0; i < at; ++i) d[d.rank++] = X::shape_type::value[i];
        ((d[d.rank++] = static_cast<int>(Sizes)), ...);
        for (int i = at + 1; i < rank; ++i) d[d.rank++] = X::shape_type::value[i];
        return d;
      }();
      return reshape<shape_of_dims<parted>>(x);
    }
  }
};
template <int Axis, std::size_t... Sizes>
inline constexpr unflatten_layer<Axis, Sizes...> unflatten{};

/// Axis i of the result is axis Axes[i] of x, as a layer: `permute_to<0, 2, 1>`.
///
/// Errors    axes that do not name each once: [E015]
template <int... Axes>
struct permute_layer : layer<permute_layer<Axes...>> {
  template <expression X>
  static constexpr auto body(X x) {
    return permute<Axes...>(x);
  }
};
template <int... Axes>
inline constexpr permute_layer<Axes...> permute_to{};

}  // namespace tapeless
