// SPDX-License-Identifier: BSL-1.0
//
// Laws of loops: values, gradients and second derivatives of scans, nested ones, and of functions over an axis.
#include <utility>

#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/expr/vmap.hpp>

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

constexpr auto w = x<2, 3, 3>;

constexpr auto total = tl::scan([](auto sum, auto slice) { return sum + tl::sin(slice); },
                                tl::from(x<0, 3>), tl::over(x<1, 5, 3>));
constexpr auto recurrent =
    tl::scan([](auto h, auto slice) { return tl::tanh(tl::matmul(h, w) + slice); },
             tl::from(x<0, 2, 3>), tl::over(x<1, 4, 2, 3>));
constexpr auto backwards = tl::scan_reverse(
    [](auto h, auto slice) { return tl::next(h * slice).emit(tl::sin(h), slice * slice); },
    tl::from(x<0, 3>), tl::over(x<1, 4, 3>));
constexpr auto exchanged =
    tl::scan([](auto a, auto b, auto slice) { return tl::next(b, a * slice).emit(a - b); },
             tl::from(x<0, 3>, x<2, 3>), tl::over(x<1, 5, 3>));
// ops that carry numbers of their own, inside
constexpr auto cut = tl::scan(
    [](auto h, auto row) {
      const auto both = tl::concat<0>(tl::slice<0, 1, 3>(h), row);
      return tl::next(tl::max(tl::transpose(tl::reshape<tl::shape<2, 5>>(tl::pad<0, 2, 3>(both))),
                              tl::axis<1>) *
                      tl::slice<0, 0, 5>(tl::pad<0, 1, 4>(h)))
          .emit(tl::sum(tl::reverse<0>(both) * both));
    },
    tl::from(x<0, 5>), tl::over(x<1, 4, 3>));
constexpr auto repeated =
    tl::scan<4>([](auto a) { return tl::next(tl::sin(a) * tl::constant<1.5>); }, tl::from(x<0, 7>));
constexpr auto nested = tl::scan(
    [](auto h, auto rows) {
      const auto inner = tl::scan([](auto a, auto row) { return tl::tanh(a * row) + row; },
                                  tl::from(h), tl::over(rows));
      return tl::next(tl::last(inner)).emit(tl::sum(tl::outputs(inner)));
    },
    tl::from(x<0, 3>), tl::over(x<1, 2, 4, 3>));

}  // namespace

TEST_CASE("scan: values, gradients, second derivatives", "[properties][loops]") {
  laws::check_laws<second<tl::last(total), x<0, 3>, x<1, 5, 3>>,
                   second<tl::outputs(total) * tl::outputs(total), x<0, 3>, x<1, 5, 3>>,
                   second<tl::last(recurrent), x<0, 2, 3>, x<1, 4, 2, 3>, w>,
                   second<tl::outputs(recurrent), x<0, 2, 3>, x<1, 4, 2, 3>, w>>();
}
TEST_CASE("scan: in reverse, several carries, several outputs, without sequences",
          "[properties][loops]") {
  laws::check_laws<
      second<tl::last(backwards), x<0, 3>, x<1, 4, 3>>,
      second<tl::outputs<0>(backwards) * tl::outputs<1>(backwards), x<0, 3>, x<1, 4, 3>>,
      second<tl::last<0>(exchanged) * tl::last<1>(exchanged), x<0, 3>, x<1, 5, 3>, x<2, 3>>,
      second<tl::outputs(exchanged) * tl::outputs(exchanged), x<0, 3>, x<1, 5, 3>, x<2, 3>>,
      second<tl::last(repeated), x<0, 7>>>();
}
TEST_CASE("scan: ops that carry numbers of their own, inside", "[properties][loops]") {
  laws::check_laws<first<tl::last(cut), x<0, 5>, x<1, 4, 3>>,
                   first<tl::outputs(cut), x<0, 5>, x<1, 4, 3>>>();
}
TEST_CASE("scan inside scan", "[properties][loops]") {
  laws::check_laws<second<tl::last(nested), x<0, 3>, x<1, 2, 4, 3>>,
                   second<tl::outputs(nested), x<0, 3>, x<1, 2, 4, 3>>>();
}

namespace {
constexpr auto square_of_row = [](auto row) { return tl::sum(tl::sin(row) * tl::matmul(row, w)); };
constexpr auto slope_of_row = [](auto row) {
  return tl::gradient(tl::sum(tl::sin(row) * tl::matmul(row, w)), row);
};
constexpr auto slope_of_weights = [](auto row) {
  return tl::gradient(tl::sum(tl::sin(row) * tl::matmul(row, w)), w);
};
}  // namespace

TEST_CASE("vmap: of a function, of its gradient, of gradients of what all share",
          "[properties][loops]") {
  constexpr auto rows = x<0, 5, 3>;
  laws::check_laws<second<tl::vmap(square_of_row)(rows), rows, w>,
                   second<tl::vmap(slope_of_row)(rows), rows, w>,
                   second<tl::vmap(slope_of_weights)(rows), rows, w>,
                   second<tl::vmap(tl::vmap([](auto a) { return tl::sin(a) * a; }))(rows), rows>>();
}
