// SPDX-License-Identifier: BSL-1.0
//
// Convolutions against PyTorch as they run: compiled kernels, in float; and derivatives of derivatives.
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/runtime/heap_memory.hpp>
#include <tapeless/runtime/program.hpp>

#include "layers.hpp"

using namespace golden_layers;

namespace {

template <std::size_t... N>
using s = tl::shape<N...>;

template <class Tag, class Shape, auto Layer>
struct case_of {
  using tag = Tag;
  using x = tl::input<Tag, Shape>;
  using y = decltype(x{} >> tl::named<Tag>(Layer));
  using dy = tl::input<upstream<Tag>, typename y::shape_type>;
  using loss = decltype(tl::sum(y{} * dy{}));
  using dx = decltype(tl::gradient(loss{}, x{}));
  using dparameters = decltype(tl::gradients(loss{}));
};

template <class... Output>
struct stage_of : tl::pipeline<tl::traced<true, std::remove_const_t<Output>...>> {};

double apart(const auto& actual, const golden::array& expected) {
  return relative(std::vector<double>(actual.begin(), actual.end()), expected);
}

/// Puts the numbers of a golden array into a leaf.
void set(std::span<float> to, const golden::array& from) {
  REQUIRE(to.size() == from.size());
  std::transform(from.values.begin(), from.values.end(), to.begin(),
                 [](double x) { return static_cast<float>(x); });
}

template <class... Case>
void check_in_float(const std::string& name) {
  using stage = stage_of<typename Case::y..., typename Case::dx..., typename Case::dparameters...>;
  tl::program<stage, tl::heap_memory> p;
  const golden::file file{name};
  const auto tag = []<class C>(C) { return std::string(tl::name_of_tag<typename C::tag>()) + '/'; };
  ((set(p[typename Case::x{}], file[tag(Case{}) + "x"]),
    set(p[typename Case::dy{}], file[tag(Case{}) + "dy"])),
   ...);
  p.view().for_each_leaf([&](const tl::leaf& l, auto out) {
    if constexpr (std::is_same_v<typename decltype(out)::value_type, float>)
      if (l.kind == tl::leaf_kind::parameter) set(out, file[path_of(stage::final_graph::value, l)]);
  });
  p.run();
  constexpr int n = sizeof...(Case);
  [&]<int... I>(std::integer_sequence<int, I...>) {
    (
        [&] {
          INFO(tag(Case{}));
          CHECK(apart(p.template result<I>(), file[tag(Case{}) + "y"]) < 1e-5);
          CHECK(apart(p.template result<n + I>(), file[tag(Case{}) + "dx"]) < 1e-5);
          CHECK(apart(p.template result<2 * n + 2 * I>(), file[tag(Case{}) + "dweight"]) < 1e-5);
          CHECK(apart(p.template result<2 * n + 2 * I + 1>(), file[tag(Case{}) + "dbias"]) < 1e-5);
        }(),
        ...);
  }
  (std::make_integer_sequence<int, n>{});
}

struct square;
struct strided;
struct single;
struct depthwise;
struct volume;
struct causal;
struct longer;

inline constexpr tl::input<struct images, s<2, 5, 4, 4>> images{};
inline constexpr tl::input<struct cotangent, s<2, 3, 4, 6>> cotangent{};
inline constexpr tl::parameter<struct weight, s<3, 3, 2, 6>> weight{};
inline constexpr tl::parameter<struct bias, s<6>> bias{};

}  // namespace

TEST_CASE("convolutions in float agree with PyTorch", "[goldens][convolutions]") {
  check_in_float<
      case_of<square, s<2, 5, 7, 3>, tl::conv2d<5, 3, tl::same>>,
      case_of<single, s<1, 6, 5, 1>, tl::conv2d<1, 3, tl::padding(1)>>,
      case_of<strided, s<2, 7, 6, 4>,
              tl::conv2d<6, tl::window(3, 2), tl::stride(2, 1), tl::padding(1, 0), tl::groups(2)>>,
      case_of<depthwise, s<2, 5, 6, 3>, tl::depthwise_conv2d<3, tl::same>>,
      case_of<volume, s<2, 4, 3, 5, 2>,
              tl::conv3d<3, tl::window(2, 3, 2), tl::stride(2, 1, 2), tl::padding(0, 1, 1)>>,
      case_of<causal, s<2, 6, 2>, tl::conv1d<3, 3, tl::dilation(2), tl::causal>>>(
      "convolutions/plain");
  check_in_float<case_of<
      longer, s<1, 4, 3, 2>,
      tl::conv_transpose2d<3, 3, tl::stride(2, 3), tl::padding(1, 0), tl::output_padding(1, 2)>>>(
      "convolutions/transposed");
}

TEST_CASE("the derivative of a convolution's gradient agrees with PyTorch",
          "[goldens][convolutions]") {
  constexpr auto y = tl::tanh(
      tl::convolve<tl::stride(2, 1), tl::padding(1), tl::groups(2)>(images, weight) + bias);
  constexpr auto slope = tl::gradient(tl::sum(y * cotangent), weight);
  constexpr auto total = tl::sum(tl::square(slope));
  using stage =
      stage_of<decltype(total), decltype(tl::gradient(total, images)),
               decltype(tl::gradient(total, weight)), decltype(tl::gradient(total, bias))>;
  tl::program<stage, tl::heap_memory> p;
  const golden::file file{"convolutions/second"};
  set(p[images], file["x"]);
  set(p[cotangent], file["dy"]);
  set(p[weight], file["weight"]);
  set(p[bias], file["bias"]);
  p.run();
  CHECK(apart(p.result<0>(), file["s"]) < 1e-5);
  CHECK(apart(p.result<1>(), file["dx"]) < 1e-5);
  CHECK(apart(p.result<2>(), file["dweight"]) < 1e-5);
  CHECK(apart(p.result<3>(), file["dbias"]) < 1e-5);
}
