// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/loss_of_three.hpp>
#include <tapeless/nn/losses/not_below_zero.hpp>

namespace tapeless {

/// mean(max(0, −t (a − b) + Margin)): a is to be greater than b where t = 1, less where t = −1.
///
/// Shapes    a, b, t: one shape   →  a scalar
/// Defaults  Margin = 0
/// Errors    other shapes: [E054]
/// Source    torch.nn.MarginRankingLoss
template <real Margin, reduction R = reduction::mean>
struct margin_ranking_loss : loss_of_three<margin_ranking_loss<Margin, R>> {
  template <reduction Other>
  using reduced = margin_ranking_loss<Margin, Other>;
  static constexpr bool fits(const dims& a, const dims& b, const dims& t) {
    return a == b && a == t;
  }
  static constexpr auto body(auto a, auto b, auto t) {
    return detail::reduced_loss<R>(
        detail::not_below_zero(constant<Margin> - detail::as_numbers(a, t) * (a - b)));
  }
};
template <real Margin = 0.0>
inline constexpr margin_ranking_loss<Margin> margin_ranking{};

}  // namespace tapeless
