// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/losses/loss.hpp>

namespace tapeless {

/// mean(eˣ − t x) of the logarithms x of rates; of the rates themselves mean(x − t ln(x + Epsilon)). Full adds
/// Stirling's approximation of ln t!, t ln t − t + ½ ln(2π t), where t > 1.
///
/// Shapes    prediction, target: one shape   →  a scalar
/// Defaults  logarithms, not full, Epsilon = 1e-8
/// Errors    other shapes: [E048]
/// Source    torch.nn.PoissonNLLLoss
template <bool OfLogs, bool Full, real Epsilon, reduction R = reduction::mean>
struct poisson_nll_loss : loss<poisson_nll_loss<OfLogs, Full, Epsilon, R>> {
  static constexpr detail::misfit numbers = detail::above_zero(detail::argument::epsilon, Epsilon);
  template <reduction Other>
  using reduced = poisson_nll_loss<OfLogs, Full, Epsilon, Other>;
  static constexpr auto body(auto x, auto target) {
    const auto t = detail::as_numbers(x, target);
    const auto each = [&] {
      if constexpr (OfLogs)
        return exp(x) - t * x;
      else
        return x - t * log(x + constant<Epsilon>);
    }();
    if constexpr (Full) {
      const auto many = t > constant<1.0>;
      const auto n = select(many, t, constant<1.0>);
      const auto stirling =
          n * log(n) - n + constant<0.5> * log(constant<6.28318530717958647693> * n);
      return detail::reduced_loss<R>(each + select(many, stirling, constant<0.0>));
    } else {
      return detail::reduced_loss<R>(each);
    }
  }
};
template <bool OfLogs = true, bool Full = false, real Epsilon = 1e-8>
inline constexpr poisson_nll_loss<OfLogs, Full, Epsilon> poisson_nll{};

}  // namespace tapeless
