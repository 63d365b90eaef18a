// SPDX-License-Identifier: BSL-1.0
/// \file
/// Declares lane and mask.
#ifndef TAPELESS_KERNELS_LANE_FWD_HPP
#define TAPELESS_KERNELS_LANE_FWD_HPP

#include "register.hpp"

namespace tapeless::kernels {

template <class T, int N>
struct lane;

template <class T, int N>
struct mask;

/// The lane that fills the widest register.
template <class T>
using native_lane = lane<T, native_width<T>>;

namespace detail {
template <class T, int N>
lane<T, N> power(lane<T, N> a, lane<T, N> b);  // the body of pow: power.hpp
}

}  // namespace tapeless::kernels

#endif
