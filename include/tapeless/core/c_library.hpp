// SPDX-License-Identifier: BSL-1.0
/// \file
/// The C library's functions for float and double, by the names the compilers know them under.
/// <cmath> would declare them too, with hundreds of others: it costs 0.14 s of every program.
#ifndef TAPELESS_CORE_C_LIBRARY_HPP
#define TAPELESS_CORE_C_LIBRARY_HPP

#include <tapeless/config.hpp>
#include <tapeless/core/rooms.hpp>

namespace tapeless::core::c_library {

TAPELESS_INLINE float exp(float x) { return __builtin_expf(x); }
TAPELESS_INLINE double exp(double x) { return __builtin_exp(x); }
TAPELESS_INLINE float expm1(float x) { return __builtin_expm1f(x); }
TAPELESS_INLINE double expm1(double x) { return __builtin_expm1(x); }
TAPELESS_INLINE float log(float x) { return __builtin_logf(x); }
TAPELESS_INLINE double log(double x) { return __builtin_log(x); }
TAPELESS_INLINE float log1p(float x) { return __builtin_log1pf(x); }
TAPELESS_INLINE double log1p(double x) { return __builtin_log1p(x); }
TAPELESS_INLINE float tanh(float x) { return __builtin_tanhf(x); }
TAPELESS_INLINE double tanh(double x) { return __builtin_tanh(x); }
TAPELESS_INLINE float erf(float x) { return __builtin_erff(x); }
TAPELESS_INLINE double erf(double x) { return __builtin_erf(x); }
TAPELESS_INLINE float sin(float x) { return __builtin_sinf(x); }
TAPELESS_INLINE double sin(double x) { return __builtin_sin(x); }
TAPELESS_INLINE float cos(float x) { return __builtin_cosf(x); }
TAPELESS_INLINE double cos(double x) { return __builtin_cos(x); }
TAPELESS_INLINE float sqrt(float x) { return __builtin_sqrtf(x); }
TAPELESS_INLINE double sqrt(double x) { return __builtin_sqrt(x); }
TAPELESS_INLINE float floor(float x) { return __builtin_floorf(x); }
TAPELESS_INLINE double floor(double x) { return __builtin_floor(x); }
TAPELESS_INLINE float ceil(float x) { return __builtin_ceilf(x); }
TAPELESS_INLINE double ceil(double x) { return __builtin_ceil(x); }
TAPELESS_INLINE float trunc(float x) { return __builtin_truncf(x); }
TAPELESS_INLINE double trunc(double x) { return __builtin_trunc(x); }
TAPELESS_INLINE float nearbyint(float x) { return __builtin_nearbyintf(x); }
TAPELESS_INLINE double nearbyint(double x) { return __builtin_nearbyint(x); }
TAPELESS_INLINE float fabs(float x) { return __builtin_fabsf(x); }
TAPELESS_INLINE double fabs(double x) { return __builtin_fabs(x); }
TAPELESS_INLINE float pow(float x, float y) { return __builtin_powf(x, y); }
TAPELESS_INLINE double pow(double x, double y) { return __builtin_pow(x, y); }
TAPELESS_INLINE float copysign(float x, float y) { return __builtin_copysignf(x, y); }
TAPELESS_INLINE double copysign(double x, double y) { return __builtin_copysign(x, y); }
TAPELESS_INLINE bool isnan(float x) { return __builtin_isnan(x) != 0; }
TAPELESS_INLINE bool isnan(double x) { return __builtin_isnan(x) != 0; }
TAPELESS_INLINE bool isfinite(float x) { return __builtin_isfinite(x) != 0; }
TAPELESS_INLINE bool isfinite(double x) { return __builtin_isfinite(x) != 0; }
TAPELESS_INLINE float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
TAPELESS_INLINE double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }

}  // namespace tapeless::core::c_library

#endif
