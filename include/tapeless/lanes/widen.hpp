// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lane of float as two lanes of double, and back: for the functions that need more digits on the
/// way.
#ifndef TAPELESS_KERNELS_WIDEN_HPP
#define TAPELESS_KERNELS_WIDEN_HPP

#include <tapeless/lanes/lane_simd.hpp>

#ifndef TAPELESS_NO_SIMD

namespace tapeless::lanes::detail {

/// The elements as double, in two lanes.
template <int N>
struct double_lanes {
  lane<double, N / 2> low, high;
};

template <int N>
TAPELESS_INLINE double_lanes<N> widen(lane<float, N> x) {
  using half_of_floats = typename vector_of<float, N / 2>::type;
  using doubles = typename vector_of<double, N / 2>::type;
  using D = lane<double, N / 2>;
  return with_indices<N / 2>([&](auto... i) TAPELESS_INLINE_LAMBDA {
    const auto low =
        static_cast<half_of_floats>(__builtin_shufflevector(x.v, x.v, decltype(i)::value...));
    const auto high = static_cast<half_of_floats>(
        __builtin_shufflevector(x.v, x.v, (decltype(i)::value + N / 2)...));
    return double_lanes<N>{
        D{static_cast<typename D::vector_type>(__builtin_convertvector(low, doubles))},
        D{static_cast<typename D::vector_type>(__builtin_convertvector(high, doubles))}};
  });
}

/// The elements of both, rounded to float.
template <int Half>
TAPELESS_INLINE lane<float, 2 * Half> narrow(lane<double, Half> low, lane<double, Half> high) {
  using half_of_floats = typename vector_of<float, Half>::type;
  using doubles = typename vector_of<double, Half>::type;
  using L = lane<float, 2 * Half>;
  const auto a = __builtin_convertvector(static_cast<doubles>(low.v), half_of_floats);
  const auto b = __builtin_convertvector(static_cast<doubles>(high.v), half_of_floats);
  return with_indices<2 * Half>([&](auto... i) TAPELESS_INLINE_LAMBDA {
    return L{
        static_cast<typename L::vector_type>(__builtin_shufflevector(a, b, decltype(i)::value...))};
  });
}

}  // namespace tapeless::lanes::detail

#endif
#endif
