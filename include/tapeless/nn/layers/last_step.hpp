// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/nn/layers/sequence_axes.hpp>

namespace tapeless {

/// The last step of a sequence.
///
/// Shapes    x: [N, T, D]   →  [N, D]
/// Errors    x without batch, time and feature axes: [E077]
struct last_step_layer : layer<last_step_layer> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr dims d = X::shape_type::value;
    if constexpr (!detail::is_sequence<X>())
      return detail::refused_sequence<static_cast<std::size_t>(d[d.rank > 0 ? d.rank - 1 : 0]),
                                      true>(x);
    else
      return reshape<shape<static_cast<std::size_t>(d[0]), static_cast<std::size_t>(d[2])>>(
          slice<1, d[1] - 1, d[1]>(x));
  }
};
inline constexpr last_step_layer last_step{};

}  // namespace tapeless
