// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/config.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/lanes.hpp>

namespace tapeless::kernels {

/// The C++ type of what a buffer holds.
template <element E>
using stored_type =
    std::conditional_t<E == element::float64, double,
                       std::conditional_t<E == element::int32, std::int32_t, float>>;

/// The element that strides alone find.
TAPELESS_INLINE std::ptrdiff_t element_at(const access& a, const std::ptrdiff_t* at) {
  return a.start + a.stride[0] * at[0] + a.stride[1] * at[1] + a.stride[2] * at[2] +
         a.stride[3] * at[3] + a.stride[4] * at[4] + a.stride[5] * at[5] + a.stride[6] * at[6] +
         a.stride[7] * at[7] + a.stride[8] * at[8] + a.stride[9] * at[9];
}

/// How the lanes lie in memory.
enum class motion { still, contiguous, strided };

/// y = what a direct access reads.
template <class C, class Stored, motion M>
TAPELESS_INLINE void load_direct(typename C::lane_type& y, const std::byte* memory, const access& a,
                                 const std::ptrdiff_t* at, std::ptrdiff_t stride) {
  using T = typename C::value_type;
  const Stored* p = reinterpret_cast<const Stored*>(memory) + element_at(a, at);
  if constexpr (M == motion::still || C::width == 1) {
    y = typename C::lane_type(static_cast<T>(*p));
  } else if constexpr (std::is_same_v<Stored, T>) {
    if constexpr (M == motion::contiguous)
      y = C::load(p);
    else
      y = C::load_strided(p, stride);
  } else if constexpr (std::is_same_v<Stored, std::int32_t>) {
    if constexpr (M == motion::contiguous)
      y = C::load_integers(p);
    else
      y = C::load_integers_strided(p, stride);
  } else {
    y = C::lane_type::generate([&](int i) TAPELESS_INLINE_LAMBDA {
      return i < C::count ? static_cast<T>(p[i * stride]) : T(0);
    });
  }
}

/// Writes x to where a direct access points; the last lane stays if they are all at one place.
template <class C, class Stored, motion M>
TAPELESS_INLINE void store_direct(typename C::lane_type x, std::byte* memory, const access& a,
                                  const std::ptrdiff_t* at, std::ptrdiff_t stride) {
  using T = typename C::value_type;
  Stored* p = reinterpret_cast<Stored*>(memory) + element_at(a, at);
  if constexpr (M == motion::still || C::width == 1) {
    *p = static_cast<Stored>(x[C::count - 1]);
  } else if constexpr (std::is_same_v<Stored, T>) {
    if constexpr (M == motion::contiguous)
      C::store(x, p);
    else
      C::store_strided(x, p, stride);
  } else if constexpr (std::is_same_v<Stored, std::int32_t>) {
    if constexpr (M == motion::contiguous)
      C::store_integers(x, p);
    else
      C::store_integers_strided(x, p, stride);
  } else {
    for (int i = 0; i < C::count; ++i) p[i * stride] = static_cast<Stored>(x[i]);
  }
}

}  // namespace tapeless::kernels
