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
struct longer;
struct grouped;
struct cut;
struct twice_as_large;

inline constexpr tl::input<struct images, s<2, 5, 4, 4>> images{};
inline constexpr tl::input<struct cotangent, s<2, 3, 4, 6>> cotangent{};
inline constexpr tl::parameter<struct weight, s<3, 3, 2, 6>> weight{};
inline constexpr tl::parameter<struct bias, s<6>> bias{};

}  // namespace

TEST_CASE("convolutions are PyTorch's: sizes, strides, dilations, paddings, groups",
          "[goldens][convolutions]") {
  check<
      case_of<line, tl::conv1d<4, 3>, 2, 7, 3>,
      case_of<line_far, tl::conv1d<3, 3, tl::dilation(4)>, 1, 9, 2>,
      case_of<line_sparse, tl::conv1d<2, 2, tl::stride(5), tl::no_bias{}>, 3, 8, 1>,
      case_of<square, tl::conv2d<5, 3, tl::same>, 2, 5, 7, 3>,
      case_of<even, tl::conv2d<3, 4, tl::same>, 2, 5, 6, 2>,
      case_of<point, tl::conv2d<6, 1>, 2, 3, 4, 5>,
      case_of<whole, tl::conv2d<5, tl::window(4, 3)>, 3, 4, 3, 2>,
      case_of<single, tl::conv2d<1, 3, tl::padding(1)>, 1, 6, 5, 1>,
      case_of<strided,
              tl::conv2d<6, tl::window(3, 2), tl::stride(2, 1), tl::padding(1, 0), tl::groups(2)>,
              2, 7, 6, 4>,
      case_of<spread,
              tl::conv2d<3, tl::window(2, 3), tl::stride(1, 2), tl::dilation(3, 2), tl::padding(2)>,
              1, 9, 8, 2>,
      case_of<depthwise, tl::depthwise_conv2d<3, tl::same>, 2, 5, 6, 3>,
      case_of<depthwise_two,
              tl::depthwise_conv2d<tl::window(2, 3), tl::stride(2), tl::multiplier(2)>, 2, 6, 5, 3>,
      case_of<depthwise_line, tl::depthwise_conv1d<3, tl::no_bias{}>, 2, 8, 5>,
      case_of<volume, tl::conv3d<3, tl::window(2, 3, 2), tl::stride(2, 1, 2), tl::padding(0, 1, 1)>,
              2, 4, 3, 5, 2>,
      case_of<depthwise_volume, tl::depthwise_conv3d<2>, 1, 3, 4, 3, 2>,
      case_of<causal, tl::conv1d<3, 3, tl::dilation(2), tl::causal>, 2, 6, 2>,
      case_of<sides, tl::conv2d<3, 3, tl::padding(tl::sides(1, 0), tl::sides(0, 2))>, 1, 4, 3, 2>,
      case_of<separable, tl::separable_conv2d<4, 3, tl::same>, 2, 4, 5, 3>>({"convolutions/plain"});
}

TEST_CASE("transposed convolutions are PyTorch's", "[goldens][convolutions]") {
  check<case_of<line, tl::conv_transpose1d<4, 3>, 2, 5, 3>,
        case_of<twice_as_large, tl::conv_transpose2d<2, 4, tl::stride(2), tl::padding(1)>, 2, 3, 4,
                3>,
        case_of<longer,
                tl::conv_transpose2d<3, 3, tl::stride(2, 3), tl::padding(1, 0),
                                     tl::output_padding(1, 2)>,
                1, 4, 3, 2>,
        case_of<
            grouped,
            tl::conv_transpose2d<6, tl::window(2, 3), tl::stride(2), tl::groups(2), tl::no_bias{}>,
            2, 3, 2, 4>,
        case_of<spread, tl::conv_transpose2d<3, 2, tl::dilation(2, 3), tl::output_padding(1, 2)>, 1,
                4, 5, 2>,
        case_of<cut, tl::conv_transpose2d<2, tl::window(1, 2), tl::padding(1, 2)>, 1, 5, 6, 2>,
        case_of<point, tl::conv_transpose2d<2, 4>, 2, 1, 1, 3>,
        case_of<volume, tl::conv_transpose3d<3, 2, tl::stride(2), tl::padding(0, 1, 0)>, 1, 2, 3, 2,
                2>>({"convolutions/transposed"});
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
    const tl::graph_view g = program.graph();
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
