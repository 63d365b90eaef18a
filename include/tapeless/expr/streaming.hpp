// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/derivatives.hpp>

namespace tapeless {

namespace detail {
constexpr dims with_second(dims d, int n) {
  if (d.rank > 1) d[1] = n;
  return d;
}
template <class F>
struct sequence_for;
}  // namespace detail

/// Result of F for the current frames X, [batch, frames, …], given the frames before: an expression that the pass
/// `stream` answers. F is traced on a whole sequence; how long that is must make no difference, so a second length is tried.
template <class F, class X>
struct streamed : expression_base {
  template <int Length>
  using whole = own_zeros<shape_of_dims<detail::with_second(X::shape_type::value, Length)>, X::type,
                          detail::sequence_for<F>>;
  template <int Length>
  using of_whole = call<F, whole<Length>>;
  static constexpr int traced_length = 61, other_length = 1021;

  using shape_type = shape_of_dims<detail::with_second(of_whole<traced_length>::shape_type::value,
                                                       X::shape_type::value[1])>;
  static constexpr element type = of_whole<traced_length>::type;
};

}  // namespace tapeless
