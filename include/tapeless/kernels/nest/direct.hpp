// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/config.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/lanes.hpp>

namespace tapeless::kernels {

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
  if constexpr (M == motion::still || C::width == 1)
    y = typename C::lane_type(stored<Stored>::template widened<T>(*p));
  else if constexpr (M == motion::contiguous)
    y = C::load(p);
  else
    y = C::load_strided(p, stride);
}

/// Writes x to where a direct access points; the last lane stays if they are all at one place.
template <class C, class Stored, motion M>
TAPELESS_INLINE void store_direct(typename C::lane_type x, std::byte* memory, const access& a,
                                  const std::ptrdiff_t* at, std::ptrdiff_t stride) {
  using T = typename C::value_type;
  Stored* p = reinterpret_cast<Stored*>(memory) + element_at(a, at);
  if constexpr (M == motion::still || C::width == 1)
    *p = stored<Stored>::template narrowed<T>(x[C::count - 1]);
  else if constexpr (M == motion::contiguous)
    C::store(x, p);
  else
    C::store_strided(x, p, stride);
}

}  // namespace tapeless::kernels
