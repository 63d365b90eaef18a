// SPDX-License-Identifier: BSL-1.0
/// \file
/// mask<T, N>: N truths, the result of comparing two lane<T, N>.
#ifndef TAPELESS_KERNELS_MASK_HPP
#define TAPELESS_KERNELS_MASK_HPP

#include <tapeless/lanes/instructions.hpp>
#include <tapeless/lanes/lane_fwd.hpp>

namespace tapeless::lanes {

#ifndef TAPELESS_NO_SIMD

/// A register that is all ones or all zeros at each element. With AVX-512 the compilers keep it in
/// a mask register.
template <class T, int N>
struct mask {
  using vector_type = typename detail::vector_of<detail::integer_like<T>, N>::type;
  static constexpr int width = N;

  vector_type v;  // per element: all bits set, or none

  mask() = default;
  TAPELESS_INLINE explicit mask(vector_type bits) : v(bits) {}

  TAPELESS_INLINE friend mask operator&(mask a, mask b) { return mask{a.v & b.v}; }
  TAPELESS_INLINE friend mask operator|(mask a, mask b) { return mask{a.v | b.v}; }
  TAPELESS_INLINE friend mask operator!(mask a) { return mask{~a.v}; }

  /// True if any element is.
  TAPELESS_INLINE friend bool any(mask a) {
    using as_register = typename detail::register_of<T, N>::type;
    return detail::any_set(reinterpret_cast<as_register>(a.v));
  }
};

#endif

/// One truth.
template <class T>
struct mask<T, 1> {
  static constexpr int width = 1;

  bool v;

  mask() = default;
  TAPELESS_INLINE explicit mask(bool x) : v(x) {}

  TAPELESS_INLINE friend mask operator&(mask a, mask b) { return mask{a.v && b.v}; }
  TAPELESS_INLINE friend mask operator|(mask a, mask b) { return mask{a.v || b.v}; }
  TAPELESS_INLINE friend mask operator!(mask a) { return mask{!a.v}; }
  TAPELESS_INLINE friend bool any(mask a) { return a.v; }
};

}  // namespace tapeless::lanes

#endif
