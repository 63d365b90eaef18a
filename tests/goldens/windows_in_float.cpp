// SPDX-License-Identifier: BSL-1.0
//
// A choice of the cases of windows.cpp by the kernels themselves, in float and as one program.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/expr/cumulative.hpp>
#include <tapeless/expr/top_k.hpp>
#include <tapeless/nn/layers/adaptive_pooling.hpp>
#include <tapeless/nn/layers/padding.hpp>
#include <tapeless/nn/layers/pooling.hpp>
#include <tapeless/nn/layers/unfold.hpp>
#include <tapeless/nn/layers/upsample.hpp>
#include <tapeless/runtime/compile.hpp>

#include "../catch.hpp"
#include "golden.hpp"

namespace tl = tapeless;

namespace {

template <int I>
struct x_tag;
template <int I>
struct dy_tag;
template <int I>
struct index_tag;

/// Case I of the program: f applied to leaves of its own.
template <int I, class F, class Shape, class... IndexShape>
struct one_case {
  using x = tl::input<x_tag<I>, Shape>;
  using y = std::remove_const_t<decltype(
      F{}(x{}, tl::input<index_tag<I>, IndexShape, std::int32_t>{}...))>;
  using dy = tl::input<dy_tag<I>, typename y::shape_type>;
  using dx = tl::gradient_of<std::remove_const_t<decltype(tl::sum(y{} * dy{}))>, x>;

  static void check(auto& program, const std::string& file_name, const std::string& name,
                    bool run) {
    const golden::file file(file_name);
    const auto set = [&](auto leaf, const char* what) {
      const auto& values = file[name + what].values;
      auto to = program[leaf];
      REQUIRE(to.size() == values.size());
      std::transform(values.begin(), values.end(), to.begin(),
                     [](double v) { return static_cast<tl::element_type_of<decltype(leaf)>>(v); });
    };
    if (!run) {
      set(x{}, "/x");
      set(dy{}, "/dy");
      (set(tl::input<index_tag<I>, IndexShape, std::int32_t>{}, "/index"), ...);
    } else {
      INFO(file_name << ' ' << name);
      CHECK(golden::relative_distance(program.template result<2 * I>(), file[name + "/y"]) < 1e-5);
      CHECK(golden::relative_distance(program.template result<2 * I + 1>(), file[name + "/dx"]) <
            1e-5);
    }
  }
};

/// The values and gradients of cases as one program.
template <class... Case>
auto program_of(std::tuple<Case...>*) {
  return std::apply([](auto... y) { return tl::compile(y...); },
                    std::tuple_cat(std::tuple<typename Case::y, typename Case::dx>{}...));
}

}  // namespace

TEST_CASE("windows and movements are PyTorch's in float, by kernels", "[goldens][windows]") {
  using namespace tapeless;
  const auto sums = [](auto x) { return cumsum(x, axis<0>); };
  const auto best = [](auto x) { return top_k<2>(x, axis<-1>).values; };
  const auto taken = [](auto x, auto at) { return take_along_axis<0>(x, at); };
  using p = tl::padding;
  using a = one_case<0, std::remove_const_t<decltype(max_pool2d<2>)>, shape<2, 6, 6, 2>>;
  using b =
      one_case<1, std::remove_const_t<decltype(max_pool2d<3, stride(2), p(1)>)>, shape<2, 7, 7, 2>>;
  using c =
      one_case<2,
               std::remove_const_t<
                   decltype(avg_pool2d<3, stride(2), p(1), ceil_mode, count_include_pad(false)>)>,
               shape<1, 6, 7, 1>>;
  using d = one_case<3, std::remove_const_t<decltype(adaptive_max_pool2d<per_axis(3, 5)>)>,
                     shape<2, 7, 9, 2>>;
  using e = one_case<4, std::remove_const_t<decltype(upsample2d<2, interpolation::linear>)>,
                     shape<2, 3, 4, 2>>;
  using f = one_case<5, std::remove_const_t<decltype(reflection_pad2d<1>)>, shape<2, 3, 4, 2>>;
  using g =
      one_case<6,
               std::remove_const_t<decltype(fold<per_axis(5, 4), window(2, 3), stride(2), p(1)>)>,
               shape<1, 6, 18>>;
  using h = one_case<7, std::remove_const_t<decltype(sums)>, shape<96, 2>>;
  using i = one_case<8, std::remove_const_t<decltype(best)>, shape<3, 7>>;
  using j = one_case<9, std::remove_const_t<decltype(taken)>, shape<3, 4>, shape<6, 4>>;
  auto program = program_of(static_cast<std::tuple<a, b, c, d, e, f, g, h, i, j>*>(nullptr));
  for (const bool run : {false, true}) {
    if (run) program.run();
    a::check(program, "windows/max_pool", "2d.2.ties", run);
    b::check(program, "windows/max_pool", "2d.3.stride2.padding1.ties", run);
    c::check(program, "windows/avg_pool", "2d.3.ceil.padding1.inside", run);
    d::check(program, "windows/adaptive_pool", "max2d.3x5", run);
    e::check(program, "windows/upsample", "bilinear.2", run);
    f::check(program, "windows/padding", "reflection2d.1", run);
    g::check(program, "windows/padding", "fold.2x3", run);
    h::check(program, "windows/arrange", "cumsum.blocks", run);
    i::check(program, "windows/arrange", "top_k.2", run);
    j::check(program, "windows/arrange", "take_along_axis.0", run);
  }
}

TEST_CASE("pooling and resampling are PyTorch's in float, by kernels", "[goldens][windows]") {
  using namespace tapeless;
  constexpr auto linear = interpolation::linear, corners = interpolation::linear_between_corners;
  const auto products = [](auto x) { return cumprod(x, axis<1>); };
  using p = tl::padding;
  using a = one_case<
      0, std::remove_const_t<decltype(avg_pool2d<window(2, 3), stride(1), divisor_override(5)>)>,
      shape<1, 4, 7, 2>>;
  using b =
      one_case<1, std::remove_const_t<decltype(lp_pool2d<2.0, 3, stride(2)>)>, shape<1, 7, 5, 2>>;
  using c = one_case<2, std::remove_const_t<decltype(lp_pool1d<3.0, 2>)>, shape<2, 6, 2>>;
  using d = one_case<3, std::remove_const_t<decltype(max_pool3d<3, stride(2), p(1)>)>,
                     shape<1, 5, 4, 5, 1>>;
  using e = one_case<4, std::remove_const_t<decltype(adaptive_avg_pool2d<per_axis(3, 5)>)>,
                     shape<2, 7, 9, 2>>;
  using f = one_case<5, std::remove_const_t<decltype(global_avg_pool)>, shape<2, 5, 3, 4>>;
  using g = one_case<6, std::remove_const_t<decltype(global_max_pool)>, shape<2, 3, 3, 3>>;
  using h = one_case<7, std::remove_const_t<decltype(resize2d<per_axis(5, 7)>)>, shape<1, 3, 4, 2>>;
  using i = one_case<8, std::remove_const_t<decltype(upsample1d<3, corners>)>, shape<2, 5, 1>>;
  using j = one_case<9, std::remove_const_t<decltype(resize2d<per_axis(3, 2), linear>)>,
                     shape<1, 5, 7, 2>>;
  using k = one_case<10, std::remove_const_t<decltype(pixel_shuffle<2>)>, shape<2, 3, 2, 12>>;
  using l = one_case<11, std::remove_const_t<decltype(pixel_unshuffle<2>)>, shape<2, 4, 6, 3>>;
  using m = one_case<12, std::remove_const_t<decltype(products)>, shape<2, 7, 3>>;
  auto program =
      program_of(static_cast<std::tuple<a, b, c, d, e, f, g, h, i, j, k, l, m>*>(nullptr));
  for (const bool run : {false, true}) {
    if (run) program.run();
    a::check(program, "windows/avg_pool", "2d.2x3.divisor", run);
    b::check(program, "windows/avg_pool", "lp2d.2", run);
    c::check(program, "windows/avg_pool", "lp1d.3", run);
    d::check(program, "windows/max_pool", "3d.3.stride2.padding1", run);
    e::check(program, "windows/adaptive_pool", "avg2d.3x5", run);
    f::check(program, "windows/adaptive_pool", "global_avg", run);
    g::check(program, "windows/adaptive_pool", "global_max", run);
    h::check(program, "windows/upsample", "nearest2d.to5x7", run);
    i::check(program, "windows/upsample", "linear1d.corners", run);
    j::check(program, "windows/upsample", "bilinear.to3x2", run);
    k::check(program, "windows/upsample", "shuffle.2", run);
    l::check(program, "windows/upsample", "unshuffle.2", run);
    m::check(program, "windows/arrange", "cumprod.1", run);
  }
}
