// SPDX-License-Identifier: BSL-1.0
//
// Convolutions against PyTorch: values and all gradients, and derivatives of derivatives.
#include <cstddef>
#include <string>
#include <type_traits>

#include <tapeless/nn/layers.hpp>

#include "compiled.hpp"

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
struct line_whole;
struct square_sparse;
struct volume_whole;
struct volume_same;
struct causal_depthwise;
struct separable_line;
struct longer;
struct grouped;
struct cut;
struct twice_as_large;
struct line_cut;

inline constexpr tl::input<struct images, s<2, 5, 4, 4>> images{};
inline constexpr tl::input<struct cotangent, s<2, 3, 4, 6>> cotangent{};
inline constexpr tl::parameter<struct weight, s<3, 3, 2, 6>> weight{};
inline constexpr tl::parameter<struct bias, s<6>> bias{};

}  // namespace

TEST_CASE("convolutions are PyTorch's: sizes, strides, dilations, paddings, groups",
          "[goldens][convolutions]") {
  using namespace tapeless;
  using pad = tl::padding;
  check<case_of<line, conv1d<4, 3>, 2, 7, 3>, case_of<line_far, conv1d<3, 3, dilation(4)>, 1, 9, 2>,
        case_of<line_sparse, conv1d<2, 2, stride(5), no_bias{}>, 3, 8, 1>,
        case_of<line_whole, conv1d<3, 5>, 1, 5, 1>,
        case_of<::causal, conv1d<3, 3, dilation(2), tl::causal>, 2, 6, 2>,
        case_of<depthwise_line, depthwise_conv1d<3, no_bias{}>, 2, 8, 5>,
        case_of<causal_depthwise, depthwise_conv1d<4, tl::causal>, 2, 3, 3>,
        case_of<separable_line, separable_conv1d<3, 3, stride(2)>, 1, 8, 2>,
        case_of<volume, conv3d<3, window(2, 3, 2), stride(2, 1, 2), pad(0, 1, 1)>, 2, 4, 3, 5, 2>,
        case_of<volume_whole, conv3d<2, window(2, 3, 2)>, 2, 2, 3, 2, 1>,
        case_of<volume_same, conv3d<2, 3, same>, 1, 3, 4, 3, 2>,
        case_of<depthwise_volume, depthwise_conv3d<2>, 1, 3, 4, 3, 2>>({"convolutions/plain"});
  check<
      case_of<::square, conv2d<5, 3, same>, 2, 5, 7, 3>,
      case_of<even, conv2d<3, 4, same>, 2, 5, 6, 2>, case_of<point, conv2d<6, 1>, 2, 3, 4, 5>,
      case_of<whole, conv2d<5, window(4, 3)>, 3, 4, 3, 2>,
      case_of<single, conv2d<1, 3, pad(1)>, 1, 6, 5, 1>,
      case_of<strided, conv2d<6, window(3, 2), stride(2, 1), pad(1, 0), groups(2)>, 2, 7, 6, 4>,
      case_of<spread, conv2d<3, window(2, 3), stride(1, 2), dilation(3, 2), pad(2)>, 1, 9, 8, 2>,
      case_of<square_sparse, conv2d<3, 2, stride(3)>, 1, 7, 8, 2>,
      case_of<::sides, conv2d<3, 3, pad(tl::sides(1, 0), tl::sides(0, 2))>, 1, 4, 3, 2>,
      case_of<depthwise, depthwise_conv2d<3, same>, 2, 5, 6, 3>,
      case_of<depthwise_two, depthwise_conv2d<window(2, 3), stride(2), multiplier(2)>, 2, 6, 5, 3>,
      case_of<separable, separable_conv2d<4, 3, same>, 2, 4, 5, 3>>({"convolutions/plain"});
}

TEST_CASE("transposed convolutions are PyTorch's", "[goldens][convolutions]") {
  using namespace tapeless;
  using pad = tl::padding;
  check<case_of<line, conv_transpose1d<4, 3>, 2, 5, 3>,
        case_of<line_sparse, conv_transpose1d<3, 2, stride(3)>, 2, 4, 2>,
        case_of<line_cut, conv_transpose1d<2, 4, stride(2), pad(1), output_padding(1)>, 1, 5, 2>,
        case_of<twice_as_large, conv_transpose2d<2, 4, stride(2), pad(1)>, 2, 3, 4, 3>,
        case_of<longer, conv_transpose2d<3, 3, stride(2, 3), pad(1, 0), output_padding(1, 2)>, 1, 4,
                3, 2>,
        case_of<grouped, conv_transpose2d<6, window(2, 3), stride(2), groups(2), no_bias{}>, 2, 3,
                2, 4>,
        case_of<spread, conv_transpose2d<3, 2, dilation(2, 3), output_padding(1, 2)>, 1, 4, 5, 2>,
        case_of<cut, conv_transpose2d<2, window(1, 2), pad(1, 2)>, 1, 5, 6, 2>,
        case_of<point, conv_transpose2d<2, 4>, 2, 1, 1, 3>,
        case_of<single, conv_transpose2d<1, 3, stride(2)>, 1, 3, 4, 1>,
        case_of<volume, conv_transpose3d<3, 2, stride(2), pad(0, 1, 0)>, 1, 2, 3, 2, 2>>(
      {"convolutions/transposed"});
}

TEST_CASE("the derivative of a convolution's gradient is PyTorch's", "[goldens][convolutions]") {
  constexpr auto y = tl::tanh(
      tl::convolve<tl::stride(2, 1), tl::padding(1), tl::groups(2)>(images, weight) + bias);
  constexpr auto slope = tl::gradient(tl::sum(y * cotangent), weight);
  constexpr auto total = tl::sum(tl::square(slope));
  using stage =
      training<std::remove_const_t<decltype(total)>, decltype(tl::gradient(total, images)),
               decltype(tl::gradient(total, weight)), decltype(tl::gradient(total, bias))>;
  const auto check_both = [](auto program) {
    const golden::file file{"convolutions/second"};
    const tl::ir::graph_view g = program.graph();
    for (int l = 0; l < g.leaves.size(); ++l) {
      const std::string name = path_of(g, g.leaves[l]);
      program.set(l, file[name == "images" ? "x" : name == "cotangent" ? "dy" : name].values);
    }
    program.step();
    int r = 0;
    for (const char* name : {"s", "dx", "dweight", "dbias"})
      CHECK(golden::relative_distance(program.result(r++), file[name]) < program.tolerance);
  };
  check_both(running<stage>{});
  check_both(reading{stage::traced_stage::value});
}
