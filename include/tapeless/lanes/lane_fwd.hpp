// SPDX-License-Identifier: BSL-1.0
/// \file
/// Declares lane and mask.
#ifndef TAPELESS_KERNELS_LANE_FWD_HPP
#define TAPELESS_KERNELS_LANE_FWD_HPP

#include <tapeless/core/c_library.hpp>
#include <tapeless/lanes/register.hpp>

namespace tapeless::lanes {

namespace c_library = tapeless::core::c_library;

template <class T, int N>
struct lane;

template <class T, int N>
struct mask;

// The functions on lanes are friends, found by their argument. Their names are functions on expressions as well,
// and a search that met those objects in the enclosing namespace would stop there: these declarations stand before.
void abs();
void ceil();
void cos();
void erf();
void exp();
void expm1();
void floor();
void is_nan();
void log();
void log1p();
void maximum();
void minimum();
void pow();
void reciprocal();
void round();
void rsqrt();
void select();
void sign();
void sin();
void sqrt();
void sum();
void tanh();
void trunc();

/// The lane that fills the widest register.
template <class T>
using native_lane = lane<T, native_width<T>>;

namespace detail {
template <class T, int N>
lane<T, N> power(lane<T, N> a, lane<T, N> b);  // the body of pow: power.hpp
}

}  // namespace tapeless::lanes

#endif
