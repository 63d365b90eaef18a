// SPDX-License-Identifier: BSL-1.0
/// \file
/// Elements that memory holds in another type than lanes compute in: what each storage type becomes on its way into a
/// register, and back. A new one is a `stored` of its own here, or none if C++ converts it.
#ifndef TAPELESS_LANES_STORED_HPP
#define TAPELESS_LANES_STORED_HPP

#include <type_traits>

#include <tapeless/lanes/instructions.hpp>

namespace tapeless::lanes {

/// How elements of S in memory are numbers of T: `raw` is what a register holds of them, `widened` and `narrowed` convert one
/// element, and a whole register of any width. Integers lose the fraction; what does not fit is cut to the low bits.
template <class S>
struct stored {
  static_assert(std::is_arithmetic_v<S>);
  using raw = S;

  template <class T>
  TAPELESS_INLINE static T widened(S x) {
    return static_cast<T>(x);
  }
  template <class T>
  TAPELESS_INLINE static S narrowed(T x) {
    if constexpr (std::is_integral_v<S> && sizeof(S) < sizeof(std::int32_t))
      return static_cast<S>(static_cast<std::int32_t>(x));
    else
      return static_cast<S>(x);
  }
#ifndef TAPELESS_NO_SIMD
  template <class T, int N>
  TAPELESS_INLINE static auto widened(typename detail::vector_of<S, N>::type x) {
    return __builtin_convertvector(x, typename detail::vector_of<T, N>::type);
  }
  template <class T, int N>
  TAPELESS_INLINE static auto narrowed(typename detail::vector_of<T, N>::type x) {
    return __builtin_convertvector(x, typename detail::vector_of<S, N>::type);
  }
#endif
};

#ifndef TAPELESS_NO_SIMD

namespace detail {

/// True if N elements that memory holds as S take no more than the register of N elements of T.
template <class T, class S>
inline constexpr bool fits_register = sizeof(S) <= sizeof(T);

template <class S>
TAPELESS_INLINE auto raw_of(S x) {
  return __builtin_bit_cast(typename stored<S>::raw, x);
}

/// Elements p[0], p[stride], ... up to Count of them, then zeros.
template <class T, int N, int Count, class S>
TAPELESS_INLINE typename vector_of<T, N>::type loaded_strided(const S* p, std::ptrdiff_t stride) {
  if constexpr (fits_register<T, S>) {
    return with_indices<N>([&](auto... i) TAPELESS_INLINE_LAMBDA {
      using raw = typename vector_of<typename stored<S>::raw, N>::type;
      return stored<S>::template widened<T, N>(
          raw{(i < Count ? raw_of(p[i * stride]) : raw_of(S{}))...});
    });
  } else {
    alignas(typename vector_of<T, N>::type) T elements[N]{};
    for (int i = 0; i < Count; ++i) elements[i] = stored<S>::template widened<T>(p[i * stride]);
    typename vector_of<T, N>::type r;
    __builtin_memcpy(&r, elements, sizeof r);
    return r;
  }
}
template <class T, int N, int Count, class S>
TAPELESS_INLINE typename vector_of<T, N>::type loaded(const S* p) {
  if constexpr (Count == N && fits_register<T, S>) {
    typename vector_of<typename stored<S>::raw, N>::type r;
    __builtin_memcpy(&r, p, sizeof r);
    return stored<S>::template widened<T, N>(r);
  } else {
    return loaded_strided<T, N, Count>(p, 1);
  }
}

/// Writes the first Count elements to p[0], p[stride], ...
template <class T, int N, int Count, class S>
TAPELESS_INLINE void save_strided(typename vector_of<T, N>::type x, S* p, std::ptrdiff_t stride) {
  if constexpr (fits_register<T, S>) {
    const auto r = stored<S>::template narrowed<T, N>(x);
    with_indices<Count>([&](auto... i) TAPELESS_INLINE_LAMBDA {
      using raw = typename stored<S>::raw;
      (static_cast<void>(p[i * stride] = __builtin_bit_cast(S, raw{r[i.value]})), ...);
    });
  } else {
    for (int i = 0; i < Count; ++i) p[i * stride] = stored<S>::template narrowed<T>(x[i]);
  }
}
template <class T, int N, int Count, class S>
TAPELESS_INLINE void save(typename vector_of<T, N>::type x, S* p) {
  if constexpr (fits_register<T, S>) {
    const auto r = stored<S>::template narrowed<T, N>(x);
    __builtin_memcpy(static_cast<void*>(p), &r, Count * sizeof(S));
  } else {
    save_strided<T, N, Count>(x, p, 1);
  }
}

}  // namespace detail

#endif

}  // namespace tapeless::lanes

#endif
