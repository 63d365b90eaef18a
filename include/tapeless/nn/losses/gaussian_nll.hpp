// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/loss_of_three.hpp>

namespace tapeless {

/// mean(½ (ln v + (x − t)² / v)), v the predicted variance, at least Epsilon (its gradient passes all the same); Full
/// adds ½ ln 2π.
///
/// Shapes    x, t: one shape; v: it too, or with a last axis of 1, or without the last axis   →  a scalar
/// Defaults  not full, Epsilon = 1e-6
/// Errors    other shapes: [E054]
/// Source    torch.nn.GaussianNLLLoss
template <bool Full, real Epsilon, reduction R = reduction::mean>
struct gaussian_nll_loss : loss_of_three<gaussian_nll_loss<Full, Epsilon, R>> {
  static constexpr detail::misfit numbers = detail::above_zero(detail::argument::epsilon, Epsilon);
  template <reduction Other>
  using reduced = gaussian_nll_loss<Full, Epsilon, Other>;
  static constexpr bool fits(const dims& x, const dims& t, const dims& v) {
    return x == t && (x == v || (x.rank > 0 && (v == detail::resized(x, x.rank - 1, 1) ||
                                                v == detail::without(x, 1 << (x.rank - 1)))));
  }
  template <expression X, expression Target, expression V>
  static constexpr auto body(X x, Target t, V given) {
    const auto v = [&] {
      if constexpr (V::shape_type::rank < X::shape_type::rank)
        return expand_dims<-1>(given);
      else
        return given;
    }();
    const auto held = select(v < constant<Epsilon>, constant<Epsilon> + (v - stop_gradient(v)), v);
    const auto each = constant<0.5> * (log(held) + square(x - detail::as_numbers(x, t)) / held);
    if constexpr (Full)
      return detail::reduced_loss<R>(each + constant<0.91893853320467274178>);
    else
      return detail::reduced_loss<R>(each);
  }
};
template <bool Full = false, real Epsilon = 1e-6>
inline constexpr gaussian_nll_loss<Full, Epsilon> gaussian_nll{};

}  // namespace tapeless
