// SPDX-License-Identifier: BSL-1.0
//
// Windows and movements against PyTorch: pooling, resampling, padding, unfolding, cumulative sums, top-k and the like.
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <tapeless/expr/cumulative.hpp>
#include <tapeless/expr/repeat.hpp>
#include <tapeless/expr/split.hpp>
#include <tapeless/expr/take_along_axis.hpp>
#include <tapeless/expr/top_k.hpp>
#include <tapeless/expr/triangles.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/adaptive_pooling.hpp>
#include <tapeless/nn/layers/padding.hpp>
#include <tapeless/nn/layers/pooling.hpp>
#include <tapeless/nn/layers/unfold.hpp>
#include <tapeless/nn/layers/upsample.hpp>

#include "compiled.hpp"

namespace tl = tapeless;

namespace {

/// f(x), or f(x, index), and its name in the file.
template <class F, class Shape, class... IndexShape>
struct named_case {
  const char* name;
};
template <std::size_t... Size, class F>
named_case<F, tl::shape<Size...>> of(const char* name, F) {
  return {name};
}
template <class Shape, class IndexShape, class F>
named_case<F, Shape, IndexShape> of_index(const char* name, F) {
  return {name};
}

template <std::size_t I>
struct numbered;
template <std::size_t I>
struct index_of;

/// F of x and an index, if there is one.
template <class F, std::size_t I, class... IndexShape>
struct at_index : tl::layer<at_index<F, I, IndexShape...>> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    return F{}(x, tl::input<index_of<I>, IndexShape, std::int32_t>{}...);
  }
};

/// The cases of one file, which are ticked off.
class cases {
 public:
  explicit cases(const char* name) : file_(name) {}
  ~cases() {
    const golden::file file{file_};
    std::size_t there = 0;
    for (const std::string& name : file.names()) there += name.ends_with("/x") ? 1 : 0;
    CHECK(checked_ == there);
  }

  /// Those of one program.
  template <class... Case>
  void check(Case... all) {
    check_numbered(std::index_sequence_for<Case...>{}, all...);
    checked_ += sizeof...(Case);
  }

 private:
  template <std::size_t I, class F, class Shape, class... IndexShape>
  static golden_layers::layer_case<numbered<I>, Shape, at_index<F, I, IndexShape...>> numbered_case(
      named_case<F, Shape, IndexShape...>);
  template <std::size_t... I, class... Case>
  void check_numbered(std::index_sequence<I...>, Case... all) {
    const std::vector<golden_layers::case_name> names{
        {std::string(tl::core::name_of_tag<numbered<I>>()), all.name, true}...};
    golden_layers::check<decltype(numbered_case<I>(all))...>(
        golden_layers::golden_cases{names, {file_}});
  }

  const char* file_;
  std::size_t checked_ = 0;
};

}  // namespace

TEST_CASE("max pooling is PyTorch's, ties included", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/max_pool");
  all.check(of<2, 6, 4, 3>("2d.2", max_pool2d<2>), of<1, 5, 7, 2>("2d.2.rest", max_pool2d<2>),
            of<2, 6, 6, 2>("2d.2.ties", max_pool2d<2>),
            of<2, 7, 6, 3>("2d.3.stride2.padding1", max_pool2d<3, stride(2), tl::padding(1)>),
            of<2, 7, 7, 2>("2d.3.stride2.padding1.ties", max_pool2d<3, stride(2), tl::padding(1)>),
            of<1, 5, 6, 2>("2d.3.stride1.ties", max_pool2d<3, stride(1)>),
            of<1, 7, 5, 2>("2d.2x3.stride3x1", max_pool2d<window(2, 3), stride(3, 1)>),
            of<1, 6, 7, 2>("2d.2.dilation2", max_pool2d<2, stride(1), dilation(2)>),
            of<1, 6, 8, 2>("2d.3.ceil", max_pool2d<3, stride(2), ceil_mode>));
  all.check(
      of<1, 6, 7, 1>("2d.3.ceil.padding1", max_pool2d<3, stride(3), tl::padding(1), ceil_mode>),
      of<2, 4, 3, 2>("2d.whole", max_pool2d<window(4, 3)>),
      of<1, 7, 8, 1>("2d.stride_beyond", max_pool2d<2, stride(3)>),
      of<1, 3, 3, 1>("2d.one", max_pool2d<1>), of<2, 7, 3>("1d.2", max_pool1d<2>),
      of<1, 9, 2>("1d.3.stride1.padding1", max_pool1d<3, stride(1), tl::padding(1)>),
      of<1, 4, 5, 4, 2>("3d.2", max_pool3d<2>),
      of<1, 5, 4, 5, 1>("3d.3.stride2.padding1", max_pool3d<3, stride(2), tl::padding(1)>));
}

TEST_CASE("average and lp pooling are PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/avg_pool");
  all.check(
      of<2, 6, 4, 3>("2d.2", avg_pool2d<2>), of<1, 5, 7, 2>("2d.2.rest", avg_pool2d<2>),
      of<2, 7, 6, 3>("2d.3.stride2.padding1", avg_pool2d<3, stride(2), tl::padding(1)>),
      of<2, 7, 6, 3>("2d.3.stride2.padding1.inside",
                     avg_pool2d<3, stride(2), tl::padding(1), count_include_pad(false)>),
      of<1, 6, 8, 2>("2d.3.ceil", avg_pool2d<3, stride(2), ceil_mode>),
      of<1, 6, 7, 1>("2d.3.ceil.padding1", avg_pool2d<3, stride(2), tl::padding(1), ceil_mode>),
      of<1, 6, 7, 1>("2d.3.ceil.padding1.inside",
                     avg_pool2d<3, stride(2), tl::padding(1), ceil_mode, count_include_pad(false)>),
      of<1, 4, 7, 2>("2d.2x3.divisor", avg_pool2d<window(2, 3), stride(1), divisor_override(5)>));
  all.check(of<2, 4, 3, 2>("2d.whole", avg_pool2d<window(4, 3)>),
            of<1, 7, 8, 1>("2d.stride_beyond", avg_pool2d<2, stride(3)>),
            of<1, 9, 2>("1d.3.stride1.padding1", avg_pool1d<3, stride(1), tl::padding(1)>),
            of<1, 4, 5, 4, 2>("3d.2", avg_pool3d<2>),
            of<1, 5, 4, 5, 1>("3d.3.stride2.padding1", avg_pool3d<3, stride(2), tl::padding(1)>),
            of<1, 7, 5, 2>("lp2d.2", lp_pool2d<2.0, 3, stride(2)>),
            of<2, 6, 2>("lp1d.3", lp_pool1d<3.0, 2>));
}

TEST_CASE("adaptive and global pooling are PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/adaptive_pool");
  all.check(of<2, 6, 4, 3>("avg2d.3x2", adaptive_avg_pool2d<per_axis(3, 2)>),
            of<2, 7, 9, 2>("avg2d.3x5", adaptive_avg_pool2d<per_axis(3, 5)>),
            of<1, 3, 4, 2>("avg2d.larger", adaptive_avg_pool2d<per_axis(5, 3)>),
            of<1, 10, 1>("avg1d.4", adaptive_avg_pool1d<4>),
            of<1, 3, 4, 5, 2>("avg3d.2", adaptive_avg_pool3d<2>),
            of<2, 7, 9, 2>("max2d.3x5", adaptive_max_pool2d<per_axis(3, 5)>),
            of<2, 7, 5, 2>("max2d.ties", adaptive_max_pool2d<per_axis(3, 2)>),
            of<2, 8, 3>("max1d.4", adaptive_max_pool1d<4>),
            of<2, 5, 3, 4>("global_avg", global_avg_pool),
            of<2, 3, 3, 3>("global_max", global_max_pool));
}

TEST_CASE("resampling is PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  constexpr auto linear = interpolation::linear, corners = interpolation::linear_between_corners;
  cases all("windows/upsample");
  all.check(of<2, 3, 4, 2>("nearest2d.2", upsample2d<2>),
            of<1, 3, 2, 2>("nearest2d.2x3", upsample2d<per_axis(2, 3)>),
            of<1, 3, 4, 2>("nearest2d.to5x7", resize2d<per_axis(5, 7)>),
            of<1, 5, 7, 1>("nearest2d.to3x2", resize2d<per_axis(3, 2)>),
            of<2, 4, 3>("nearest1d.3", upsample1d<3>),
            of<2, 5, 3>("linear1d.2", upsample1d<2, linear>),
            of<2, 5, 1>("linear1d.corners", upsample1d<3, corners>),
            of<2, 3, 4, 2>("bilinear.2", upsample2d<2, linear>),
            of<2, 3, 4, 2>("bilinear.2.corners", upsample2d<2, corners>));
  all.check(of<1, 3, 4, 2>("bilinear.to5x7", resize2d<per_axis(5, 7), linear>),
            of<1, 3, 4, 2>("bilinear.to5x7.corners", resize2d<per_axis(5, 7), corners>),
            of<1, 5, 7, 2>("bilinear.to3x2", resize2d<per_axis(3, 2), linear>),
            of<1, 1, 1, 2>("bilinear.from1", resize2d<per_axis(3, 4), corners>),
            of<1, 3, 3, 2>("bilinear.to1.corners", resize2d<per_axis(1, 2), corners>),
            of<2, 3, 2, 12>("shuffle.2", pixel_shuffle<2>),
            of<1, 2, 2, 9>("shuffle.3", pixel_shuffle<3>),
            of<2, 4, 6, 3>("unshuffle.2", pixel_unshuffle<2>));
}

TEST_CASE("padding, unfold and fold are PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/padding");
  all.check(of<2, 3, 2, 2>("zero2d.1", zero_pad2d<1>),
            of<1, 3, 2, 2>("zero2d.uneven", zero_pad2d<sides(1, 0), sides(0, 2)>),
            of<2, 3, 2>("zero1d.2", zero_pad1d<2>), of<1, 2, 2, 1, 2>("zero3d.1", zero_pad3d<1>),
            of<1, 3, 2, 2>("constant2d", constant_pad2d<0.5, 1>),
            of<2, 3, 4, 2>("reflection2d.1", reflection_pad2d<1>),
            of<1, 3, 4, 2>("reflection2d.uneven", reflection_pad2d<sides(0, 2), sides(3, 0)>),
            of<2, 5, 3>("reflection1d.2", reflection_pad1d<2>),
            of<2, 3, 4, 2>("replication2d.2", replication_pad2d<2>));
  all.check(of<2, 1, 3>("replication1d.uneven", replication_pad1d<sides(2, 1)>),
            of<2, 3, 4, 2>("circular2d.2", circular_pad2d<2>),
            of<2, 3, 1>("circular1d.whole", circular_pad1d<sides(3, 1)>),
            of<2, 4, 5, 2>("unfold.3", unfold<3>),
            of<1, 5, 4, 3>("unfold.2x3", unfold<window(2, 3), stride(2), tl::padding(1)>),
            of<1, 4, 5, 1>("unfold.dilation", unfold<2, dilation(2)>),
            of<2, 6, 18>("fold.3", fold<per_axis(4, 5), 3>),
            of<1, 6, 18>("fold.2x3", fold<per_axis(5, 4), window(2, 3), stride(2), tl::padding(1)>),
            of<1, 6, 4>("fold.dilation", fold<per_axis(4, 5), 2, dilation(2)>));
}

TEST_CASE("sums along an axis, triangles, top-k and arrangements are PyTorch's",
          "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/arrange");
  all.check(of<4, 3>("cumsum.0", [](auto x) { return cumsum(x, axis<0>); }),
            of<2, 7, 3>("cumsum.1", [](auto x) { return cumsum(x, axis<1>); }),
            of<3, 9>("cumsum.last", [](auto x) { return cumsum(x, axis<-1>); }),
            of<2, 100>("cumsum.long", [](auto x) { return cumsum(x, axis<1>); }),
            of<96, 2>("cumsum.blocks", [](auto x) { return cumsum(x, axis<0>); }),
            of<2, 7, 3>("cumprod.1", [](auto x) { return cumprod(x, axis<1>); }),
            of<4, 4>("tril.0", [](auto x) { return tril(x); }),
            of<2, 3, 5>("tril.1", [](auto x) { return tril<1>(x); }),
            of<4, 4>("triu.0", [](auto x) { return triu(x); }),
            of<2, 5, 3>("triu.-1", [](auto x) { return triu<-1>(x); }),
            of<3, 7>("top_k.2", [](auto x) { return top_k<2>(x, axis<-1>).values; }),
            of<5, 4>("top_k.axis0", [](auto x) { return top_k<3>(x, axis<0>).values; }));
  all.check(of<3, 5>("roll.1", [](auto x) { return roll<1, 2>(x); }),
            of<4, 2>("roll.-1", [](auto x) { return roll<0, -1>(x); }),
            of<2, 3, 2>("repeat_interleave.1", [](auto x) { return repeat_interleave<1, 3>(x); }),
            of<3, 2>("tile.0", [](auto x) { return tile<0, 2>(x); }),
            of_index<shape<3, 4>, shape<6, 4>>(
                "take_along_axis.0", [](auto x, auto at) { return take_along_axis<0>(x, at); }),
            of_index<shape<3, 4>, shape<3, 5>>(
                "take_along_axis.1", [](auto x, auto at) { return take_along_axis<-1>(x, at); }),
            of<2, 3>("stack.1", [](auto x) { return stack<1>(x, x * x, x); }),
            of<3, 5>("split.1",
                     [](auto x) {
                       const auto [a, b, c] = split<1, 2, 2, 1>(x);
                       return a * b + c;
                     }),
            of<2, 7>("chunk.1",
                     [](auto x) {
                       const auto parts = chunk<1, 3>(x);
                       return std::get<0>(parts) * std::get<1>(parts);
                     }),
            of<3, 6>("max_first.1", [](auto x) { return max(x, axis<1>, first_of_equals); }),
            of<6, 3>("min_first.0", [](auto x) { return min(x, axis<0>, first_of_equals); }));
}
