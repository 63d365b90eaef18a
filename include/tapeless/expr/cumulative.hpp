// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/expr/around_axis.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/index_beside.hpp>
#include <tapeless/expr/reductions.hpp>

namespace tapeless {

namespace detail {
/// x and its copy moved on by 1, then 2, 4, … places, added (or multiplied): all elements up to each.
template <int Step, bool Sums>
struct doubled {
  static constexpr bool takes_no_position = true;
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int n = X::shape_type::value[1];
    if constexpr (Step >= n) {
      return x;
    } else {
      const auto before = pad<1, Step, 0, Sums ? 0.0 : 1.0>(slice<1, 0, n - Step>(x));
      if constexpr (Sums)
        return call<doubled<2 * Step, Sums>, std::remove_const_t<decltype(x + before)>>{};
      else
        return call<doubled<2 * Step, Sums>, std::remove_const_t<decltype(x * before)>>{};
    }
  }
};

/// Row i sums what it chooses of the axis. (Nothing is multiplied by 0: inf and nan do not reach elements before them.)
template <expression X>
constexpr auto chosen_sums(X x) {
  constexpr dims d = X::shape_type::value;
  using all = shape_of_dims<dims{.rank = 4, .size = {d[0], d[1], d[1], d[2], 1, 1}}>;
  const auto row = index_beside<X, 1, all>();
  const auto column = index_beside<X, 2, all>();
  return sum(select(column <= row, expand_dims<1>(x), constant<0.0>), axis<2>);
}

/// Sums of all elements up to each along the middle axis; a long one goes in blocks, to which the sums of the blocks before
/// are added. Where the last axis fills the lanes, a short block is summed in one pass; where not, rows are doubled.
/// (AVX-512, 64 x 1,000 x 16 elements: 1.2 ms by blocks of 8, 13 ms by blocks of 32, 38 ms doubled as a whole. 64 x 1,000:
/// 0.17 ms by doubled blocks of 32, 0.21 ms doubled as a whole, 3.2 ms by blocks of chosen sums.)
template <expression X>
constexpr auto prefix_sums(X x) {
  constexpr dims d = X::shape_type::value;
  constexpr bool lanes = d[2] >= 8;
  constexpr int n = d[1], block = lanes ? 8 : 32;
  if constexpr (n <= 2 * block) {
    if constexpr (lanes)
      return chosen_sums(x);
    else
      return doubled<1, true>::body(x);
  } else {
    constexpr int blocks = (n + block - 1) / block, whole = blocks * block;
    using in_blocks = shape_of_dims<dims{.rank = 3, .size = {d[0] * blocks, block, d[2], 1, 1, 1}}>;
    using of_blocks = shape_of_dims<dims{.rank = 3, .size = {d[0], blocks, d[2], 1, 1, 1}}>;
    using offset = shape_of_dims<dims{.rank = 3, .size = {d[0] * blocks, 1, d[2], 1, 1, 1}}>;
    const auto padded = [&] {
      if constexpr (whole == n)
        return x;
      else
        return pad<1, 0, whole - n>(x);
    }();
    const auto part = prefix_sums(reshape<in_blocks>(padded));
    const auto total = reshape<of_blocks>(slice<1, block - 1, block>(part));
    const auto before = pad<1, 1, 0>(slice<1, 0, blocks - 1>(prefix_sums(total)));
    const auto y = reshape<shape_of_dims<resized(d, 1, whole)>>(part + reshape<offset>(before));
    if constexpr (whole == n)
      return y;
    else
      return slice<1, 0, n>(y);
  }
}

/// Sums (or products) of all elements up to each: a call, so that what x is made of stands once in its type.
template <int Axis, bool Sums>
struct cumulative {
  static constexpr bool takes_no_position = true;
  template <expression X>
  static constexpr auto body(X x) {
    return around_axis<Axis>(x, [](auto y) {
      if constexpr (Sums)
        return prefix_sums(y);
      else
        return doubled<1, false>::body(y);
    });
  }
};
}  // namespace detail

/// The sums of all elements up to each, itself included, along an axis.
///
/// Source    torch.cumsum
template <expression X, int Axis>
constexpr call<detail::cumulative<Axis, true>, X> cumsum(X, axis_list<Axis>) {
  return {};
}

/// The products of all elements up to each, itself included, along an axis.
///
/// Source    torch.cumprod
template <expression X, int Axis>
constexpr call<detail::cumulative<Axis, false>, X> cumprod(X, axis_list<Axis>) {
  return {};
}

}  // namespace tapeless
