// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/loss_of_three.hpp>
#include <tapeless/nn/losses/not_below_zero.hpp>

namespace tapeless {

/// mean(max(0, |anchor − near| − |anchor − far| + Margin)) over rows, |d| = (Σ |dᵢ + 1e-6|^P)^(1/P). With Swap the
/// second distance is that of near and far if it is the smaller.
///
/// Shapes    anchor, near, far: [rows…, size]   →  a scalar
/// Defaults  P = 2, Margin = 1, no swap
/// Errors    other shapes: [E054]
/// Source    torch.nn.TripletMarginLoss; swap: [balntas16] in docs/references.md
template <real P, real Margin, bool Swap, reduction R = reduction::mean>
struct triplet_margin_loss : loss_of_three<triplet_margin_loss<P, Margin, Swap, R>> {
  static constexpr detail::misfit numbers = detail::above_zero(detail::argument::power, P);
  template <reduction Other>
  using reduced = triplet_margin_loss<P, Margin, Swap, Other>;
  static constexpr bool fits(const dims& a, const dims& b, const dims& c) {
    return a.rank > 0 && a == b && a == c;
  }
  static constexpr auto body(auto anchor, auto near, auto far) {
    const auto wanted = distance(anchor, near);
    const auto unwanted = [&] {
      if constexpr (Swap)
        return minimum(distance(anchor, far), distance(near, far));
      else
        return distance(anchor, far);
    }();
    return detail::reduced_loss<R>(detail::not_below_zero(constant<Margin> + wanted - unwanted));
  }

 private:
  static constexpr auto distance(auto a, auto b) {
    const auto d = abs(a - b + constant<1e-6>);
    if constexpr (P.value == 1)
      return sum(d, axis<-1>);
    else if constexpr (P.value == 2)
      return sqrt(sum(square(d), axis<-1>));
    else
      return pow(sum(pow(d, constant<P>), axis<-1>), constant<1 / P.value>);
  }
};
template <real P = 2.0, real Margin = 1.0, bool Swap = false>
inline constexpr triplet_margin_loss<P, Margin, Swap> triplet_margin{};

}  // namespace tapeless
