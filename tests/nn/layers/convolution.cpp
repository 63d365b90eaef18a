// SPDX-License-Identifier: BSL-1.0
//
// (Values and gradients are compared with PyTorch in tests/goldens/convolutions.cpp.)
#include <tapeless/nn/layers/convolution.hpp>

#include <cmath>
#include <type_traits>

#include <catch2/catch.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/passes/fuse/fuse.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;
namespace init = tapeless::init;

namespace {

template <std::size_t... N>
using s = tl::shape<N...>;
inline constexpr tl::input<struct image, s<2, 7, 8, 6>> image{};
inline constexpr tl::input<struct sequence, s<2, 9, 6>> sequence{};

template <class Shape, class Y>
constexpr bool has_shape(Y) {
  return std::is_same_v<typename Y::shape_type, Shape>;
}

// Options that are first named in a lambda inside a template of a variable: it stands before all others for that.
template <int Apart>
constexpr auto dilated = [](auto x) {
  return tl::tanh(x >> tl::conv1d<4, 2, tl::causal, tl::dilation(Apart)>) >>
         tl::conv1d<3, 3, tl::stride(2)>;
};
static_assert(has_shape<s<2, 4, 3>>(sequence >> tl::compose(dilated<2>)));

static_assert(has_shape<s<2, 7, 8, 16>>(image >> tl::conv2d<16, 3, tl::same>));
static_assert(has_shape<s<2, 9, 4>>(sequence >> tl::conv1d<4, 3, tl::causal>));
static_assert(has_shape<s<2, 5, 6, 12>>(image >> tl::depthwise_conv2d<3, tl::multiplier(2)>));
static_assert(
    has_shape<s<2, 14, 16, 4>>(image >> tl::conv_transpose2d<4, 4, tl::stride(2), tl::padding(1)>));

tl::ir::builder traced(auto y) {
  return tl::trace::expressions<std::remove_const_t<decltype(y)>>().graph;
}

/// The bounds from which a parameter of a layer on `image` is drawn.
double bound(auto layer, int leaf) { return traced(image >> layer).leaves[leaf].initial.b; }

}  // namespace

TEST_CASE("conv2d: padding, product, bias", "[nn][convolution]") {
  static constexpr auto y =
      image >> tl::conv2d<4, tl::window(3, 1), tl::padding(1, 0), tl::stride(2, 1)>;
  static constexpr auto text =
      tl::ir::print<1024>(tl::trace::expressions<decltype(y)>().graph.view());
  CHECK(text.view() ==
        "%0 = input image : [2, 7, 8, 6]\n"
        "%1 = reshape %0 : [2, 7, 8, 1, 6]\n"
        "%2 = pad %1 axis 1 from 1 step 0 : [2, 9, 8, 1, 6]\n"
        "%3 = parameter weight : [3, 1, 6, 4]\n"
        "%4 = reshape %3 : [3, 1, 1, 6, 4]\n"
        "%5 = convolve %2, %4 stride 2 1 dilation 1 1 : [2, 4, 8, 1, 4]\n"
        "%6 = reshape %5 : [2, 4, 8, 4]\n"
        "%7 = parameter bias : [4]\n"
        "%8 = add %6, %7 : [2, 4, 8, 4]\n"
        "return %8\n");
}

TEST_CASE("convolutions: first values are drawn as PyTorch draws them", "[nn][convolution]") {
  constexpr auto plain = tl::conv2d<4, tl::window(3, 5)>;
  constexpr auto grouped = tl::conv2d<4, 3, tl::groups(2)>;
  CHECK(bound(plain, 1) == Approx(1 / std::sqrt(6.0 * 15)));
  CHECK(bound(plain, 2) == Approx(1 / std::sqrt(6.0 * 15)));
  CHECK(bound(grouped, 1) == Approx(1 / std::sqrt(3.0 * 9)));
  CHECK(bound(tl::depthwise_conv2d<3>, 2) == Approx(1 / std::sqrt(9.0)));
  // of a transposed one the fan is that of its outputs, in PyTorch
  CHECK(bound(tl::conv_transpose2d<4, 3>, 1) == Approx(1 / std::sqrt(4.0 * 9)));
  CHECK(bound(tl::conv2d<4, 3, tl::weight_from<init::he_normal>>, 1) ==
        Approx(std::sqrt(2 / (6.0 * 9))));
  CHECK(traced(image >> tl::conv2d<4, 3, tl::no_bias{}>).leaves.size() == 2);
}

TEST_CASE("convolutions: bias and activation run where the sum is made", "[nn][convolution]") {
  const auto groups_of = [](auto y) {
    const tl::ir::builder simple = tl::passes::simplify(traced(y).view()),
                          g = tl::passes::tidy(simple.view());
    return tl::passes::fuse(g.view(), tl::ir::host);
  };
  constexpr auto activation = [](auto x) { return tl::maximum(x, tl::constant<0.0>); };
  const tl::ir::grouping plain = groups_of(image >> tl::conv2d<4, 3> >> activation);
  REQUIRE(plain.groups.size() == 1);
  CHECK(plain.groups[0].kind == tl::ir::group_kind::contraction);
  const tl::ir::grouping depthwise = groups_of(image >> tl::depthwise_conv2d<3> >> activation);
  REQUIRE(depthwise.groups.size() == 1);
  CHECK(depthwise.groups[0].kind == tl::ir::group_kind::fold);
}
