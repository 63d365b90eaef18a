// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>

// Lengths and distances along an axis, as torch.nn.functional has them.

namespace tapeless {

namespace detail {
/// (Σ |x|^P)^(1/P) along an axis.
template <real P, int Axis>
constexpr auto length_of(auto x, axis_list<Axis> along, auto... keep) {
  if constexpr (P.value == 1)
    return sum(abs(x), along, keep...);
  else if constexpr (P.value == 2)
    return sqrt(sum(square(x), along, keep...));
  else
    return pow(sum(pow(abs(x), constant<P>), along, keep...), constant<1 / P.value>);
}
}  // namespace detail

/// x / max(‖x‖, Epsilon) along an axis, the last by default: `normalize(x)`, `normalize<1.0>(x, axis<1>)`.
///
/// Defaults  P = 2, ε = 1e-12, as PyTorch (whose axis is 1)
/// Source    torch.nn.functional.normalize
template <real P = 2.0, real Epsilon = 1e-12, expression X, int Axis>
constexpr auto normalize(X x, axis_list<Axis> along) {
  return x / maximum(detail::length_of<P>(x, along, keep_dims), constant<Epsilon>);
}
template <real P = 2.0, real Epsilon = 1e-12, expression X>
constexpr auto normalize(X x) {
  return normalize<P, Epsilon>(x, axis<-1>);
}

/// a · b / √max(‖a‖² ‖b‖², ε²) along an axis, which disappears; the last by default.
///
/// Defaults  ε = 1e-8, as PyTorch (whose axis is 1)
/// Source    torch.nn.CosineSimilarity
template <real Epsilon = 1e-8, expression A, expression B, int Axis>
constexpr auto cosine_similarity(A a, B b, axis_list<Axis> along) {
  constexpr real least = Epsilon.value * Epsilon.value;
  const auto squares = sum(square(a), along) * sum(square(b), along);
  return sum(a * b, along) * rsqrt(maximum(squares, constant<least>));
}
template <real Epsilon = 1e-8, expression A, expression B>
constexpr auto cosine_similarity(A a, B b) {
  return cosine_similarity<Epsilon>(a, b, axis<-1>);
}

/// ‖a − b + ε‖ along the last axis, which disappears.
///
/// Defaults  P = 2, ε = 1e-6, as PyTorch
/// Source    torch.nn.PairwiseDistance
template <real P = 2.0, real Epsilon = 1e-6, expression A, expression B>
constexpr auto pairwise_distance(A a, B b) {
  return detail::length_of<P>(a - b + constant<Epsilon>, axis<-1>);
}

// With an axis that is no part of the type [E116].
template <real... N, detail::term X, class... Given>
constexpr auto normalize(X x, Given... given) {
  return detail::refused_numbers(x, given...);
}
template <real... N, detail::term A, class... Given>
constexpr auto cosine_similarity(A a, Given... given) {
  return detail::refused_numbers(a, given...);
}

}  // namespace tapeless
