// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/layers/dense.hpp>

#include <type_traits>

#include <catch2/catch.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;
namespace init = tapeless::init;

namespace {
inline constexpr tl::input<struct vector, tl::shape<5>> vector{};
inline constexpr tl::input<struct matrix, tl::shape<4, 5>> matrix{};
inline constexpr tl::input<struct sequence, tl::shape<2, 3, 5>> sequence{};
inline constexpr tl::input<struct precise, tl::shape<4, 5>, double> precise{};

template <class E>
constexpr auto text_of(E) {
  return tl::ir::print<1024>(tl::trace::expressions<E>().graph.view());
}
template <class Layer>
constexpr tl::ir::leaf leaf_of(Layer layer, int i) {
  return tl::trace::expressions<decltype(matrix >> layer)>().graph.leaves[i];
}
}  // namespace

TEST_CASE("dense: x W + b", "[nn][dense]") {
  static constexpr auto text = text_of(matrix >> tl::dense<3>);
  CHECK(text.view() ==
        "%0 = input matrix : [4, 5]\n"
        "%1 = parameter weight : [5, 3]\n"
        "%2 = contract %0, %1 : [4, 3]\n"
        "%3 = parameter bias : [3]\n"
        "%4 = add %2, %3 : [4, 3]\n"
        "return %4\n");
}

TEST_CASE("dense: any rank is one plain product, the bias added before the axes part",
          "[nn][dense]") {
  static constexpr auto text = text_of(sequence >> tl::dense<7>);
  CHECK(text.view() ==
        "%0 = input sequence : [2, 3, 5]\n"
        "%1 = reshape %0 : [6, 5]\n"
        "%2 = parameter weight : [5, 7]\n"
        "%3 = contract %1, %2 : [6, 7]\n"
        "%4 = parameter bias : [7]\n"
        "%5 = add %3, %4 : [6, 7]\n"
        "%6 = reshape %5 : [2, 3, 7]\n"
        "return %6\n");
  STATIC_REQUIRE(std::is_same_v<decltype(vector >> tl::dense<7>)::shape_type, tl::shape<7>>);
}

TEST_CASE("dense: without a bias", "[nn][dense]") {
  static constexpr auto text = text_of(vector >> tl::dense<3, tl::no_bias>);
  CHECK(text.view() ==
        "%0 = input vector : [5]\n"
        "%1 = reshape %0 : [1, 5]\n"
        "%2 = parameter weight : [5, 3]\n"
        "%3 = contract %1, %2 : [1, 3]\n"
        "%4 = reshape %3 : [3]\n"
        "return %4\n");
  STATIC_REQUIRE(
      tl::trace::expressions<decltype(matrix >> tl::dense<3, init::he_normal, tl::no_bias>)>()
          .graph.leaves.size() == 2);
}

TEST_CASE("dense: first values are PyTorch's, or as asked for", "[nn][dense]") {
  using from = tl::initial_value::from;
  constexpr auto weight = leaf_of(tl::dense<3>, 1), bias = leaf_of(tl::dense<3>, 2);
  STATIC_REQUIRE(weight.initial.distribution == from::uniform);
  STATIC_REQUIRE(weight.initial.b == 1 / tl::core::math::sqrt(5));
  STATIC_REQUIRE(bias.initial.b == weight.initial.b);
  constexpr auto he = leaf_of(tl::dense<3, init::he_normal, init::zeros>, 1);
  STATIC_REQUIRE(he.initial.distribution == from::normal);
  constexpr auto zero = leaf_of(tl::dense<3, init::he_normal, init::zeros>, 2);
  STATIC_REQUIRE((zero.initial.distribution == from::constant && zero.initial.a == 0));
}

TEST_CASE("dense: parameters have the element type of the input", "[nn][dense]") {
  constexpr auto leaves =
      tl::trace::expressions<decltype(precise >> tl::dense<3>)>().graph.leaves.size();
  STATIC_REQUIRE(leaves == 3);
  STATIC_REQUIRE(tl::trace::expressions<decltype(precise >> tl::dense<3>)>().graph.leaves[1].type ==
                 tl::element::float64);
}
