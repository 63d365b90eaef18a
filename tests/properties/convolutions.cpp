// SPDX-License-Identifier: BSL-1.0
//
// Laws of convolutions: one to three spatial axes, strides, dilations, groups, channels one by one.
#include <cstddef>

#include <tapeless/expr/convolve.hpp>

#include "laws.hpp"

namespace tl = tapeless;
using laws::operand;

namespace {

template <int I, std::size_t... N>
inline constexpr operand<I, tl::shape<N...>> x{};

template <auto Y, auto... X>
using first = laws::case_of<std::remove_const_t<decltype(Y)>, std::remove_const_t<decltype(X)>...>;
template <auto Y, auto... X>
using second =
    laws::smooth_case_of<std::remove_const_t<decltype(Y)>, std::remove_const_t<decltype(X)>...>;

/// x convolved with w.
template <auto X, auto W, auto... Option>
inline constexpr auto y = tl::convolve<Option...>(X, W);

}  // namespace

TEST_CASE("convolutions along one axis", "[properties][convolutions]") {
  constexpr auto a = x<0, 2, 7, 3>;
  constexpr auto w = x<1, 3, 3, 4>;
  laws::check_laws<
      second<y<a, w>, a, w>, first<y<a, w, tl::stride(2), tl::padding(2)>, a, w>,
      first<y<a, w, tl::stride(4), tl::padding(tl::sides(0, 1))>, a, w>,
      first<y<a, w, tl::dilation(3)>, a, w>,
      first<y<x<0, 1, 5, 1>, x<1, 5, 1, 1>>, x<0, 1, 5, 1>, x<1, 5, 1, 1>>,
      first<y<x<0, 3, 6, 1>, x<1, 4, 1, 2>, tl::stride(2)>, x<0, 3, 6, 1>, x<1, 4, 1, 2>>>();
}

TEST_CASE("convolutions along two axes, with groups, strides and dilations of each",
          "[properties][convolutions]") {
  constexpr auto a = x<0, 2, 5, 6, 4>;
  constexpr auto w = x<1, 3, 2, 2, 6>;
  constexpr auto single = x<1, 3, 3, 1, 4>;
  laws::check_laws<
      second<y<a, w, tl::groups(2), tl::padding(1, 0), tl::stride(1, 2)>, a, w>,
      first<y<a, w, tl::groups(2), tl::dilation(2, 3)>, a, w>,
      first<y<a, x<1, 1, 1, 4, 3>>, a, x<1, 1, 1, 4, 3>>,
      first<tl::tanh(y<a, x<1, 5, 6, 4, 3>>) + x<2, 3>, a, x<1, 5, 6, 4, 3>, x<2, 3>>>();
  laws::check_laws<second<y<a, single, tl::groups(4), tl::same>, a, single>,
                   first<y<a, single, tl::groups(4), tl::stride(2), tl::dilation(1, 2)>, a, single>,
                   first<tl::tanh(y<a, x<1, 2, 2, 1, 8>, tl::groups(4)>) * x<2, 8>, a,
                         x<1, 2, 2, 1, 8>, x<2, 8>>>();
}

TEST_CASE("convolutions along three axes", "[properties][convolutions]") {
  constexpr auto a = x<0, 2, 3, 4, 5, 4>;
  constexpr auto w = x<1, 2, 2, 3, 2, 2>;
  constexpr auto single = x<1, 2, 3, 2, 1, 4>;
  laws::check_laws<first<y<a, w, tl::groups(2), tl::stride(1, 2, 2), tl::padding(0, 1, 1)>, a, w>,
                   first<y<a, single, tl::groups(4), tl::dilation(2, 1, 3)>, a, single>>();
}
