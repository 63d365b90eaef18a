// SPDX-License-Identifier: BSL-1.0
//
// Laws of the ops that look at more than one element: folds, matrix products, movements.
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/windows.hpp>

#include "laws.hpp"

namespace tl = tapeless;
using laws::operand;

namespace {

template <std::size_t... N>
using s = tl::shape<N...>;
template <int I, std::size_t... N>
inline constexpr operand<I, tl::shape<N...>> x{};
template <std::size_t... N>
inline constexpr operand<9, tl::shape<N...>, std::int32_t> indices{};

template <auto Y, auto... X>
using first = laws::case_of<std::remove_const_t<decltype(Y)>, std::remove_const_t<decltype(X)>...>;
template <auto Y, auto... X>
using second =
    laws::smooth_case_of<std::remove_const_t<decltype(Y)>, std::remove_const_t<decltype(X)>...>;

/// The axes in a set, as an argument.
template <int Set, int... I>
constexpr auto axes_in(std::integer_sequence<int, I...>) {
  constexpr int count = ((Set >> I & 1) + ...);
  constexpr auto list = [] {
    std::array<int, static_cast<std::size_t>(count)> out{};
    std::size_t at = 0;
    ((Set >> I & 1 ? void(out[at++] = I) : void()), ...);
    return out;
  }();
  return [&]<std::size_t... K>(std::index_sequence<K...>) {
    return tl::axes<list[K]...>;
  }(std::make_index_sequence<static_cast<std::size_t>(count)>{});
}

/// One fold of a square, or the extreme of a value, over a set of axes.
template <int Kind, int Set, class X>
constexpr auto folded(X from) {
  constexpr auto over = axes_in<Set>(std::make_integer_sequence<int, X::shape_type::rank>{});
  if constexpr (Kind == 0)
    return tl::sum(from * from, over);
  else if constexpr (Kind == 1)
    return tl::max(from, over);
  else if constexpr (Kind == 2)
    return tl::min(from, over, tl::keep_dims);
  else
    return tl::mean(tl::sin(from), over, tl::keep_dims);
}

template <int Kind, class X, int... Set>
void check_folds(std::integer_sequence<int, Set...>) {
  laws::check_laws<laws::case_of<decltype(folded<Kind, Set + 1>(X{})), X>...>();
}

}  // namespace

TEST_CASE("folds over every set of axes: values and gradients", "[properties][shapes]") {
  using all = std::make_integer_sequence<int, 7>;
  check_folds<0, operand<0, s<3, 4, 5>>>(all{});
  check_folds<1, operand<0, s<3, 4, 5>>>(all{});
  check_folds<3, operand<0, s<2, 7, 10>>>(all{});
  check_folds<2, operand<0, s<33>>>(std::make_integer_sequence<int, 1>{});
}

TEST_CASE("matrix products: plain, batched, broadcast, of views, of vectors",
          "[properties][shapes]") {
  laws::check_laws<
      second<tl::matmul(x<0, 3, 4>, x<1, 4, 5>), x<0, 3, 4>, x<1, 4, 5>>,
      first<tl::matmul(x<0, 2, 3, 4>, x<1, 2, 4, 5>), x<0, 2, 3, 4>, x<1, 2, 4, 5>>,
      first<tl::matmul(x<0, 2, 1, 3, 4>, x<1, 3, 4, 2>), x<0, 2, 1, 3, 4>, x<1, 3, 4, 2>>,
      first<tl::matmul(x<0, 4>, x<1, 4, 5>), x<0, 4>, x<1, 4, 5>>,
      first<tl::matmul(x<0, 3, 4>, x<1, 4>), x<0, 3, 4>, x<1, 4>>,
      first<tl::matmul(x<0, 4>, x<1, 4>), x<0, 4>, x<1, 4>>>();
  laws::check_laws<
      first<tl::matmul(tl::transpose(x<0, 4, 3>), x<1, 4, 5>), x<0, 4, 3>, x<1, 4, 5>>,
      first<tl::matmul(x<0, 3, 4>, tl::transpose(x<1, 5, 4>)), x<0, 3, 4>, x<1, 5, 4>>,
      first<tl::matmul(tl::transpose(x<0, 4, 3>), tl::transpose(x<1, 5, 4>)), x<0, 4, 3>,
            x<1, 5, 4>>,
      first<tl::matmul(tl::slice<1, 1, 5>(x<0, 3, 7>), tl::reverse<0>(x<1, 4, 5>)), x<0, 3, 7>,
            x<1, 4, 5>>,
      first<tl::tanh(tl::matmul(x<0, 17, 10>, x<1, 10, 33>) + x<2, 33>), x<1, 10, 33>, x<2, 33>>,
      second<tl::matmul(tl::tanh(tl::matmul(x<0, 1, 7>, x<1, 7, 10>)), x<2, 10, 1>), x<0, 1, 7>,
             x<1, 7, 10>, x<2, 10, 1>>>();
}

TEST_CASE("movements: values, gradients, second derivatives", "[properties][shapes]") {
  constexpr auto a = x<0, 3, 4>;
  constexpr auto b = x<0, 2, 3, 5>;
  laws::check_laws<
      second<tl::sin(tl::reshape<s<2, 6>>(a)), a>,
      second<tl::sin(tl::reshape<s<6, 2>>(tl::transpose(a))) * x<1, 6, 2>, a, x<1, 6, 2>>,
      first<tl::permute<2, 0, 1>(b) * x<1, 5, 2, 3>, b, x<1, 5, 2, 3>>,
      first<tl::permute<1, 2, 0>(tl::permute<2, 0, 1>(b)) * b, b>,
      first<tl::broadcast_to<s<2, 3, 4>>(x<0, 3, 1>) * x<1, 2, 3, 4>, x<0, 3, 1>, x<1, 2, 3, 4>>,
      second<tl::square(tl::slice<1, 1, 4, 2>(a)), a>,
      first<tl::slice<-1, 1, 5, 3>(tl::slice<1, 1, 3>(b)) * tl::slice<0, 0, 2>(x<1, 2, 1, 2>), b,
            x<1, 2, 1, 2>>>();
  laws::check_laws<second<tl::square(tl::pad<0, 2, 1, 0.5>(a)), a>,
                   first<tl::pad<1, 1, 1>(tl::pad<0, 0, 2, -1.0>(a)) * x<1, 5, 6>, a, x<1, 5, 6>>,
                   first<tl::concat<1>(a, x<1, 3, 1>, a) * x<2, 3, 9>, a, x<1, 3, 1>, x<2, 3, 9>>,
                   second<tl::square(tl::concat<0>(tl::sin(a), x<1, 2, 4>)), a, x<1, 2, 4>>,
                   first<tl::reverse<0>(a) * a, a>, first<tl::reverse<0, 2>(b) * b, b>,
                   first<tl::expand_dims<1>(a) * x<1, 3, 2, 4>, a, x<1, 3, 2, 4>>>();
}

TEST_CASE("gather and scatter_add: repeated indices add up", "[properties][shapes]") {
  constexpr auto a = x<0, 3, 4>;
  constexpr auto at = indices<5>;
  constexpr auto at2 = indices<2, 3>;
  using scattered = tl::apply<tl::with<tl::ops::scatter_add_op, 0>, s<3, 4>, operand<0, s<5, 4>>,
                              operand<9, s<5>, std::int32_t>>;
  laws::check_laws<second<tl::square(tl::gather<0>(a, at)), a>,
                   first<tl::gather<1>(a, at) * x<1, 3, 5>, a, x<1, 3, 5>>,
                   first<tl::gather<1>(a, at2) * x<1, 3, 2, 3>, a, x<1, 3, 2, 3>>,
                   first<tl::gather<-1>(tl::transpose(a), at) * x<1, 4, 5>, a, x<1, 4, 5>>,
                   second<tl::square(scattered{}), x<0, 5, 4>>>();
}

TEST_CASE("windows and their transpose: overlapping, apart, dilated, along any axis",
          "[properties][shapes]") {
  constexpr auto a = x<0, 3, 7>;
  constexpr auto b = x<0, 2, 9, 5>;
  laws::check_laws<
      second<tl::square(tl::windows<1, 3>(a)), a>,
      first<tl::windows<1, 2, 3>(a) * x<1, 3, 2, 2>, a, x<1, 3, 2, 2>>,
      first<tl::windows<-2, 3, 2, 2>(b) * x<1, 2, 3, 3, 5>, b, x<1, 2, 3, 3, 5>>,
      first<tl::sum(tl::windows<1, 3, 2>(tl::windows<2, 2>(b)), tl::axes<2, 4>), b>,
      first<tl::windows<0, 2>(tl::sin(tl::windows<0, 3>(x<0, 9>))) * x<1, 6, 2, 3>, x<0, 9>,
            x<1, 6, 2, 3>>,
      first<tl::matmul(tl::windows<0, 4, 2>(x<0, 40>), x<1, 4, 5>), x<0, 40>, x<1, 4, 5>>,
      first<tl::windows<1, 7>(a) * x<1, 3, 1, 7>, a, x<1, 3, 1, 7>>>();
  laws::check_laws<
      second<tl::square(tl::overlap_add<1, 21, 2>(b)), b>,
      first<tl::square(tl::overlap_add<0, 12, 6, 1>(x<0, 2, 5, 3>)), x<0, 2, 5, 3>>,
      first<tl::square(tl::overlap_add<1, 12, 1, 2>(x<0, 2, 4, 5>)), x<0, 2, 4, 5>>,
      first<tl::square(tl::overlap_add<0, 20, 1, 1>(x<0, 17, 3>)), x<0, 17, 3>>,
      first<tl::square(tl::overlap_add<0, 21, 3, 1>(tl::sin(x<0, 3, 4, 2, 2>))), x<0, 3, 4, 2, 2>>,
      first<tl::square(tl::overlap_add<0, 50, 1, 1>(x<0, 1, 50>)), x<0, 1, 50>>>();
}

TEST_CASE("the gradient of a maximum goes to the first of equals if told so",
          "[properties][shapes]") {
  constexpr auto b = x<0, 3, 4, 5>;
  laws::check_laws<
      first<tl::max(b, tl::axis<1>, tl::first_of_equals) * x<1, 3, 5>, b, x<1, 3, 5>>,
      second<tl::square(tl::min(b, tl::axes<0, 2>, tl::first_of_equals, tl::keep_dims)), b>,
      first<tl::max(tl::windows<1, 2, 2>(tl::sin(b)), tl::axis<2>, tl::first_of_equals), b>,
      first<tl::max(tl::windows<1, 2>(tl::sin(b)), tl::axes<2, 3>, tl::first_of_equals), b>>();
}
