// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/config.hpp>
#include <tapeless/kernels/lanes.hpp>

namespace tapeless::kernels {

/// Two words that name a family of random numbers, or two random words, one pair per lane.
template <class Words>
struct word_pair {
  Words first, second;
};

/// N unsigned words, one per lane.
template <int N>
struct words_of {
  using type [[gnu::vector_size(4 * N)]] = std::uint32_t;
};
template <>
struct words_of<1> {
  using type = std::uint32_t;
};

/// Threefry-2x32: a block cipher without secrets. The random words depend on nothing but the
/// counter and the key, so every lane width and every order of evaluation gives the same bits.
///
/// Source    [salmon11] in docs/references.md; 13 rounds pass BigCrush, 20 are the authors' default
template <int Rounds, class Words>
TAPELESS_INLINE constexpr word_pair<Words> threefry(word_pair<Words> counter,
                                                    word_pair<std::uint32_t> key) {
  constexpr int rotations[8] = {13, 15, 26, 6, 17, 29, 16, 24};
  const std::uint32_t keys[3] = {key.first, key.second, 0x1BD11BDAu ^ key.first ^ key.second};
  Words a = counter.first + keys[0], b = counter.second + keys[1];
#pragma GCC unroll 20
  for (int r = 0; r < Rounds; ++r) {
    const int turn = rotations[r % 8];
    a += b;
    b = (b << turn) | (b >> (32 - turn));
    b ^= a;
    if (r % 4 == 3) {
      const int block = r / 4 + 1;
      a += keys[block % 3];
      b += keys[(block + 1) % 3] + static_cast<std::uint32_t>(block);
    }
  }
  return {a, b};
}

namespace detail {

/// Words below 2^31 as numbers, exactly.
template <class T, int N>
TAPELESS_INLINE lane<T, N> numbers_of(typename words_of<N>::type words) {
  if constexpr (N == 1) {
    return static_cast<T>(words);
  } else {
    using integers [[gnu::vector_size(4 * N)]] = std::int32_t;
    using plain [[gnu::vector_size(sizeof(T) * N)]] = T;
    return lane<T, N>(static_cast<typename lane<T, N>::vector_type>(
        __builtin_convertvector(reinterpret_cast<integers&>(words), plain)));
  }
}

/// Uniform in [0, 1): 24 bits of the first word, or 53 of both.
template <class T, int N>
TAPELESS_INLINE lane<T, N> unit_interval(word_pair<typename words_of<N>::type> w) {
  if constexpr (sizeof(T) == 4) {
    return numbers_of<T, N>(w.first >> 8) * lane<T, N>(T(0x1p-24));
  } else {
    return (numbers_of<T, N>(w.first >> 5) * lane<T, N>(T(0x1p26)) +
            numbers_of<T, N>(w.second >> 6)) *
           lane<T, N>(T(0x1p-53));
  }
}

}  // namespace detail

/// Random numbers for the positions start, start + stride, …
///
/// Distribution 0 is uniform in [0, 1), 1 standard normal (Box–Muller on both words), 2 is 1 with
/// `probability`, else 0.
template <int Distribution, class T, int N>
TAPELESS_INLINE lane<T, N> random_lane(word_pair<std::uint32_t> key, std::uint32_t step,
                                       std::uint32_t start, std::uint32_t stride,
                                       [[maybe_unused]] T probability) {
  using words = typename words_of<N>::type;
  using lanes = lane<T, N>;
  words position, repeated;
  if constexpr (N == 1) {
    position = start;
    repeated = step;
  } else {
    position = with_indices<N>(
        [&](auto... i) TAPELESS_INLINE_LAMBDA { return words{static_cast<std::uint32_t>(i)...}; });
    position = position * stride + start;
    repeated = words{} + step;
  }
  const auto w = threefry<13>(word_pair<words>{position, repeated}, key);
  if constexpr (Distribution == 0) {
    return detail::unit_interval<T, N>(w);
  } else if constexpr (Distribution == 2) {
    return number(detail::unit_interval<T, N>(w) < lanes(probability));
  } else {
    static_assert(Distribution == 1, "random_op: its distribution must be 0, 1 or 2");
    // 24 bits of each word; the first is kept above zero for the logarithm
    const lanes radius =
        sqrt(lanes(T(-2)) *
             log((detail::numbers_of<T, N>(w.first >> 8) + lanes(T(1))) * lanes(T(0x1p-24))));
    const lanes turn = detail::numbers_of<T, N>(w.second >> 8) * lanes(T(0x1p-24));
    return radius * cos(turn * lanes(T(6.283185307179586)));
  }
}

}  // namespace tapeless::kernels
