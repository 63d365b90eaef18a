// SPDX-License-Identifier: BSL-1.0
//
// Convolutions against PyTorch: values and all gradients, in double, of plans that are read.
#include <tapeless/nn/layers.hpp>

#include "layers.hpp"

using namespace golden_layers;

namespace {

template <std::size_t... N>
using s = tl::shape<N...>;

struct line;
struct line_far;
struct line_sparse;
struct square;
struct even;
struct point;
struct whole;
struct single;
struct strided;
struct spread;
struct depthwise;
struct depthwise_two;
struct depthwise_line;
struct volume;
struct depthwise_volume;
struct causal;
struct sides;
struct separable;
struct longer;
struct grouped;
struct cut;
struct twice_as_large;

template <class Tag, class Shape, auto Layer>
using of = layer_case<Tag, Shape, std::remove_const_t<decltype(Layer)>>;

}  // namespace

TEST_CASE("convolutions are PyTorch's: sizes, strides, dilations, paddings, groups",
          "[goldens][convolutions]") {
  check<of<line, s<2, 7, 3>, tl::conv1d<4, 3>>,
        of<line_far, s<1, 9, 2>, tl::conv1d<3, 3, tl::dilation(4)>>,
        of<line_sparse, s<3, 8, 1>, tl::conv1d<2, 2, tl::stride(5), tl::no_bias{}>>,
        of<square, s<2, 5, 7, 3>, tl::conv2d<5, 3, tl::same>>,
        of<even, s<2, 5, 6, 2>, tl::conv2d<3, 4, tl::same>>,
        of<point, s<2, 3, 4, 5>, tl::conv2d<6, 1>>,
        of<whole, s<3, 4, 3, 2>, tl::conv2d<5, tl::window(4, 3)>>,
        of<single, s<1, 6, 5, 1>, tl::conv2d<1, 3, tl::padding(1)>>,
        of<strided, s<2, 7, 6, 4>,
           tl::conv2d<6, tl::window(3, 2), tl::stride(2, 1), tl::padding(1, 0), tl::groups(2)>>,
        of<spread, s<1, 9, 8, 2>,
           tl::conv2d<3, tl::window(2, 3), tl::stride(1, 2), tl::dilation(3, 2), tl::padding(2)>>,
        of<depthwise, s<2, 5, 6, 3>, tl::depthwise_conv2d<3, tl::same>>,
        of<depthwise_two, s<2, 6, 5, 3>,
           tl::depthwise_conv2d<tl::window(2, 3), tl::stride(2), tl::multiplier(2)>>,
        of<depthwise_line, s<2, 8, 5>, tl::depthwise_conv1d<3, tl::no_bias{}>>,
        of<volume, s<2, 4, 3, 5, 2>,
           tl::conv3d<3, tl::window(2, 3, 2), tl::stride(2, 1, 2), tl::padding(0, 1, 1)>>,
        of<depthwise_volume, s<1, 3, 4, 3, 2>, tl::depthwise_conv3d<2>>,
        of<causal, s<2, 6, 2>, tl::conv1d<3, 3, tl::dilation(2), tl::causal>>,
        of<sides, s<1, 4, 3, 2>, tl::conv2d<3, 3, tl::padding(tl::sides(1, 0), tl::sides(0, 2))>>,
        of<separable, s<2, 4, 5, 3>, tl::separable_conv2d<4, 3, tl::same>>>("convolutions/plain");
}

TEST_CASE("transposed convolutions are PyTorch's", "[goldens][convolutions]") {
  check<
      of<line, s<2, 5, 3>, tl::conv_transpose1d<4, 3>>,
      of<twice_as_large, s<2, 3, 4, 3>, tl::conv_transpose2d<2, 4, tl::stride(2), tl::padding(1)>>,
      of<longer, s<1, 4, 3, 2>,
         tl::conv_transpose2d<3, 3, tl::stride(2, 3), tl::padding(1, 0), tl::output_padding(1, 2)>>,
      of<grouped, s<2, 3, 2, 4>,
         tl::conv_transpose2d<6, tl::window(2, 3), tl::stride(2), tl::groups(2), tl::no_bias{}>>,
      of<spread, s<1, 4, 5, 2>,
         tl::conv_transpose2d<3, 2, tl::dilation(2, 3), tl::output_padding(1, 2)>>,
      of<cut, s<1, 5, 6, 2>, tl::conv_transpose2d<2, tl::window(1, 2), tl::padding(1, 2)>>,
      of<point, s<2, 1, 1, 3>, tl::conv_transpose2d<2, 4>>,
      of<volume, s<1, 2, 3, 2, 2>,
         tl::conv_transpose3d<3, 2, tl::stride(2), tl::padding(0, 1, 0)>>>(
      "convolutions/transposed");
}
