// SPDX-License-Identifier: BSL-1.0
/// \file
/// exp, expm1, log, log1p, tanh, logistic, erf, sin, cos, pow on lanes.
///
/// Bounds   asserted in tests/properties/accuracy.cpp, listed in docs/accuracy.md
/// Edges    as IEEE 754 and C say: NaN, infinities, subnormal numbers, overflow, poles; only the
///          sign of a zero may be lost
/// Those of one element are in lane_scalar.hpp: the C++ library's.
#ifndef TAPELESS_KERNELS_ELEMENTARY_HPP
#define TAPELESS_KERNELS_ELEMENTARY_HPP

#include <tapeless/lanes/lane_scalar.hpp>

#ifndef TAPELESS_NO_SIMD
#include <tapeless/lanes/math/exponential.hpp>
#include <tapeless/lanes/math/logarithm.hpp>
#include <tapeless/lanes/math/power.hpp>
#include <tapeless/lanes/math/trigonometric.hpp>
#endif

#endif
