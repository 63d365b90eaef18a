// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/losses/loss.hpp>

// Losses of the difference d = prediction − target, element by element.
//
// Shapes    prediction, target: one shape   →  a scalar
// Default   the mean over all elements, as PyTorch
// Errors    other shapes: [E048] (PyTorch broadcasts, with a warning)

namespace tapeless {

/// mean(d²).
///
/// Source    torch.nn.MSELoss
template <reduction R = reduction::mean>
struct mse_loss : loss<mse_loss<R>> {
  template <reduction Other>
  using reduced = mse_loss<Other>;
  static constexpr auto body(auto p, auto t) {
    return detail::reduced_loss<R>(square(p - detail::as_numbers(p, t)));
  }
};
inline constexpr mse_loss<> mse{};

/// mean(|d|). The gradient at d = 0 is 0.
///
/// Source    torch.nn.L1Loss
template <reduction R = reduction::mean>
struct mae_loss : loss<mae_loss<R>> {
  template <reduction Other>
  using reduced = mae_loss<Other>;
  static constexpr auto body(auto p, auto t) {
    return detail::reduced_loss<R>(abs(p - detail::as_numbers(p, t)));
  }
};
inline constexpr mae_loss<> mae{};

namespace detail {
/// ½ d² where |d| < Delta, Delta (|d| − ½ Delta) elsewhere, as c (d − ½ c) with c = d held in ±Delta:
/// the gradient is c, and an infinite d makes no ∞ · 0.
template <real Delta>
constexpr auto huber_of(auto d) {
  const auto c = select(d < constant<-Delta.value>, constant<-Delta.value>,
                        select(d > constant<Delta>, constant<Delta>, d));
  return c * (d - constant<0.5> * c);
}
}  // namespace detail

template <real Delta, bool Positive = (Delta.value > 0)>
struct huber_requires_a_positive_delta {
  static_assert(Positive, "huber<Delta>: delta must be positive [E045]");
};
template <real Beta, bool FromZero = (Beta.value >= 0)>
struct smooth_l1_requires_no_negative_beta {
  static_assert(FromZero, "smooth_l1<Beta>: beta must not be negative [E049]");
};

/// mean(½ d² where |d| < Delta, else Delta (|d| − ½ Delta)).
///
/// Defaults  Delta = 1
/// Errors    a Delta that is not positive: [E045]
/// Source    [huber64] in docs/references.md; torch.nn.HuberLoss
template <real Delta, reduction R = reduction::mean>
struct huber_loss : loss<huber_loss<Delta, R>> {
  using checked = decltype(refuse(sentence<huber_requires_a_positive_delta<Delta>>{}));
  template <reduction Other>
  using reduced = huber_loss<Delta, Other>;
  static constexpr auto body(auto p, auto t) {
    return detail::reduced_loss<R>(detail::huber_of<Delta>(p - detail::as_numbers(p, t)));
  }
};
template <real Delta = 1.0>
inline constexpr huber_loss<Delta> huber{};

/// mean(½ d² / Beta where |d| < Beta, else |d| − ½ Beta): huber<Beta> / Beta; mae for Beta = 0.
///
/// Defaults  Beta = 1
/// Errors    a negative Beta: [E049]
/// Source    torch.nn.SmoothL1Loss
template <real Beta, reduction R = reduction::mean>
struct smooth_l1_loss : loss<smooth_l1_loss<Beta, R>> {
  using checked = decltype(refuse(sentence<smooth_l1_requires_no_negative_beta<Beta>>{}));
  template <reduction Other>
  using reduced = smooth_l1_loss<Beta, Other>;
  static constexpr auto body(auto p, auto t) {
    const auto d = p - detail::as_numbers(p, t);
    if constexpr (Beta.value > 0)
      return detail::reduced_loss<R>(constant<1 / Beta.value> * detail::huber_of<Beta>(d));
    else
      return detail::reduced_loss<R>(abs(d));
  }
};
template <real Beta = 1.0>
inline constexpr smooth_l1_loss<Beta> smooth_l1{};

}  // namespace tapeless
