// SPDX-License-Identifier: BSL-1.0
//
// Windows and movements against PyTorch: pooling, resampling, padding, unfolding, cumulative sums, top-k and the like, in
// double. The passes run here and their plans are read (../passes/run_plan.hpp). Kernels, in float: windows_in_float.cpp.
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>

#include <tapeless/expr/cumulative.hpp>
#include <tapeless/expr/top_k.hpp>
#include <tapeless/expr/triangles.hpp>
#include <tapeless/nn/layers/adaptive_pooling.hpp>
#include <tapeless/nn/layers/padding.hpp>
#include <tapeless/nn/layers/pooling.hpp>
#include <tapeless/nn/layers/unfold.hpp>
#include <tapeless/nn/layers/upsample.hpp>
#include <tapeless/passes/differentiate.hpp>
#include <tapeless/passes/simplify.hpp>
#include <tapeless/passes/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "../catch.hpp"
#include "../passes/run_plan.hpp"
#include "golden.hpp"

namespace tl = tapeless;

namespace {

struct x_tag;
struct dy_tag;
struct index_tag;

/// The cases of one file, which are ticked off.
class cases {
 public:
  explicit cases(const std::string& name) : file(name) {}
  ~cases() {
    std::size_t there = 0;
    for (const std::string& name : file.names()) there += name.ends_with("/x") ? 1 : 0;
    CHECK(checked == there);
  }

  /// f(x) and its gradient, for x of a shape.
  template <std::size_t... Size, class F>
  void check(const std::string& name, F) {
    check_with_index<tl::shape<Size...>>(name, F{});
  }
  /// The same for f(x, index), if there is an index.
  template <class Shape, class... IndexShape, class F>
  void check_with_index(const std::string& name, F) {
    using x = tl::input<x_tag, Shape, double>;
    using y = std::remove_const_t<decltype(
        F{}(x{}, tl::input<index_tag, IndexShape, std::int32_t>{}...))>;
    using loss = decltype(tl::sum(y{} * tl::input<dy_tag, typename y::shape_type, double>{}));
    compare(tl::trace<y, tl::gradient_of<loss, x>>(true).graph, name);
    ++checked;
  }

  golden::file file;

 private:
  std::size_t checked = 0;

  /// The two results of a graph are y and dx. (No template: tests cost mostly what is instantiated often.)
  void compare(const tl::builder& traced, const std::string& name) const {
    INFO(name);
    REQUIRE(tl::verify_graph(traced.view()) == "");
    const tl::builder d = tl::differentiate(traced.view()), s = tl::simplify(d.view());
    const tl::builder g = tl::tidy(s.view());
    REQUIRE(tl::verify_graph(g.view()) == "");
    plan_run run(g.view());
    REQUIRE(run.problem() == "");
    for (int l = 0; l < g.leaves.size(); ++l) {
      const std::string leaf{g.leaves[l].name};
      run.set_leaf(l, file[name + '/' + leaf.substr(0, leaf.size() - 4)].values);
    }
    run.step();
    const golden::array& expected = file[name + "/y"];
    const tl::dims found = g[g.results[0]].shape;
    REQUIRE(static_cast<int>(expected.shape.size()) == found.rank);
    for (int i = 0; i < found.rank; ++i)
      REQUIRE(static_cast<int>(expected.shape[static_cast<std::size_t>(i)]) == found[i]);
    CHECK(golden::distance(run.result(0), expected) < 1e-12);
    CHECK(golden::distance(run.result(1), file[name + "/dx"]) < 1e-12);
  }
};

}  // namespace

TEST_CASE("max pooling is PyTorch's, ties included", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/max_pool");
  all.check<2, 6, 4, 3>("2d.2", max_pool2d<2>);
  all.check<1, 5, 7, 2>("2d.2.rest", max_pool2d<2>);
  all.check<2, 6, 6, 2>("2d.2.ties", max_pool2d<2>);
  all.check<2, 7, 6, 3>("2d.3.stride2.padding1", max_pool2d<3, stride(2), tl::padding(1)>);
  all.check<2, 7, 7, 2>("2d.3.stride2.padding1.ties", max_pool2d<3, stride(2), tl::padding(1)>);
  all.check<1, 5, 6, 2>("2d.3.stride1.ties", max_pool2d<3, stride(1)>);
  all.check<1, 7, 5, 2>("2d.2x3.stride3x1", max_pool2d<window(2, 3), stride(3, 1)>);
  all.check<1, 6, 7, 2>("2d.2.dilation2", max_pool2d<2, stride(1), dilation(2)>);
  all.check<1, 6, 8, 2>("2d.3.ceil", max_pool2d<3, stride(2), ceil_mode>);
  all.check<1, 6, 7, 1>("2d.3.ceil.padding1", max_pool2d<3, stride(3), tl::padding(1), ceil_mode>);
  all.check<2, 4, 3, 2>("2d.whole", max_pool2d<window(4, 3)>);
  all.check<1, 7, 8, 1>("2d.stride_beyond", max_pool2d<2, stride(3)>);
  all.check<1, 3, 3, 1>("2d.one", max_pool2d<1>);
  all.check<2, 7, 3>("1d.2", max_pool1d<2>);
  all.check<1, 9, 2>("1d.3.stride1.padding1", max_pool1d<3, stride(1), tl::padding(1)>);
  all.check<1, 4, 5, 4, 2>("3d.2", max_pool3d<2>);
  all.check<1, 5, 4, 5, 1>("3d.3.stride2.padding1", max_pool3d<3, stride(2), tl::padding(1)>);
}

TEST_CASE("average and lp pooling are PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/avg_pool");
  all.check<2, 6, 4, 3>("2d.2", avg_pool2d<2>);
  all.check<1, 5, 7, 2>("2d.2.rest", avg_pool2d<2>);
  all.check<2, 7, 6, 3>("2d.3.stride2.padding1", avg_pool2d<3, stride(2), tl::padding(1)>);
  all.check<2, 7, 6, 3>("2d.3.stride2.padding1.inside",
                        avg_pool2d<3, stride(2), tl::padding(1), count_include_pad(false)>);
  all.check<1, 6, 8, 2>("2d.3.ceil", avg_pool2d<3, stride(2), ceil_mode>);
  all.check<1, 6, 7, 1>("2d.3.ceil.padding1", avg_pool2d<3, stride(2), tl::padding(1), ceil_mode>);
  all.check<1, 6, 7, 1>(
      "2d.3.ceil.padding1.inside",
      avg_pool2d<3, stride(2), tl::padding(1), ceil_mode, count_include_pad(false)>);
  all.check<1, 4, 7, 2>("2d.2x3.divisor", avg_pool2d<window(2, 3), stride(1), divisor_override(5)>);
  all.check<2, 4, 3, 2>("2d.whole", avg_pool2d<window(4, 3)>);
  all.check<1, 7, 8, 1>("2d.stride_beyond", avg_pool2d<2, stride(3)>);
  all.check<1, 9, 2>("1d.3.stride1.padding1", avg_pool1d<3, stride(1), tl::padding(1)>);
  all.check<1, 4, 5, 4, 2>("3d.2", avg_pool3d<2>);
  all.check<1, 5, 4, 5, 1>("3d.3.stride2.padding1", avg_pool3d<3, stride(2), tl::padding(1)>);
  all.check<1, 7, 5, 2>("lp2d.2", lp_pool2d<2.0, 3, stride(2)>);
  all.check<2, 6, 2>("lp1d.3", lp_pool1d<3.0, 2>);
}

TEST_CASE("adaptive and global pooling are PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/adaptive_pool");
  all.check<2, 6, 4, 3>("avg2d.3x2", adaptive_avg_pool2d<per_axis(3, 2)>);
  all.check<2, 7, 9, 2>("avg2d.3x5", adaptive_avg_pool2d<per_axis(3, 5)>);
  all.check<1, 3, 4, 2>("avg2d.larger", adaptive_avg_pool2d<per_axis(5, 3)>);
  all.check<1, 10, 1>("avg1d.4", adaptive_avg_pool1d<4>);
  all.check<1, 3, 4, 5, 2>("avg3d.2", adaptive_avg_pool3d<2>);
  all.check<2, 7, 9, 2>("max2d.3x5", adaptive_max_pool2d<per_axis(3, 5)>);
  all.check<2, 7, 5, 2>("max2d.ties", adaptive_max_pool2d<per_axis(3, 2)>);
  all.check<2, 8, 3>("max1d.4", adaptive_max_pool1d<4>);
  all.check<2, 5, 3, 4>("global_avg", global_avg_pool);
  all.check<2, 3, 3, 3>("global_max", global_max_pool);
}

TEST_CASE("resampling is PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  constexpr auto linear = interpolation::linear, corners = interpolation::linear_between_corners;
  cases all("windows/upsample");
  all.check<2, 3, 4, 2>("nearest2d.2", upsample2d<2>);
  all.check<1, 3, 2, 2>("nearest2d.2x3", upsample2d<per_axis(2, 3)>);
  all.check<1, 3, 4, 2>("nearest2d.to5x7", resize2d<per_axis(5, 7)>);
  all.check<1, 5, 7, 1>("nearest2d.to3x2", resize2d<per_axis(3, 2)>);
  all.check<2, 4, 3>("nearest1d.3", upsample1d<3>);
  all.check<2, 5, 3>("linear1d.2", upsample1d<2, linear>);
  all.check<2, 5, 1>("linear1d.corners", upsample1d<3, corners>);
  all.check<2, 3, 4, 2>("bilinear.2", upsample2d<2, linear>);
  all.check<2, 3, 4, 2>("bilinear.2.corners", upsample2d<2, corners>);
  all.check<1, 3, 4, 2>("bilinear.to5x7", resize2d<per_axis(5, 7), linear>);
  all.check<1, 3, 4, 2>("bilinear.to5x7.corners", resize2d<per_axis(5, 7), corners>);
  all.check<1, 5, 7, 2>("bilinear.to3x2", resize2d<per_axis(3, 2), linear>);
  all.check<1, 1, 1, 2>("bilinear.from1", resize2d<per_axis(3, 4), corners>);
  all.check<1, 3, 3, 2>("bilinear.to1.corners", resize2d<per_axis(1, 2), corners>);
  all.check<2, 3, 2, 12>("shuffle.2", pixel_shuffle<2>);
  all.check<1, 2, 2, 9>("shuffle.3", pixel_shuffle<3>);
  all.check<2, 4, 6, 3>("unshuffle.2", pixel_unshuffle<2>);
}

TEST_CASE("padding, unfold and fold are PyTorch's", "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/padding");
  all.check<2, 3, 2, 2>("zero2d.1", zero_pad2d<1>);
  all.check<1, 3, 2, 2>("zero2d.uneven", zero_pad2d<sides(1, 0), sides(0, 2)>);
  all.check<2, 3, 2>("zero1d.2", zero_pad1d<2>);
  all.check<1, 2, 2, 1, 2>("zero3d.1", zero_pad3d<1>);
  all.check<1, 3, 2, 2>("constant2d", constant_pad2d<0.5, 1>);
  all.check<2, 3, 4, 2>("reflection2d.1", reflection_pad2d<1>);
  all.check<1, 3, 4, 2>("reflection2d.uneven", reflection_pad2d<sides(0, 2), sides(3, 0)>);
  all.check<2, 5, 3>("reflection1d.2", reflection_pad1d<2>);
  all.check<2, 3, 4, 2>("replication2d.2", replication_pad2d<2>);
  all.check<2, 1, 3>("replication1d.uneven", replication_pad1d<sides(2, 1)>);
  all.check<2, 3, 4, 2>("circular2d.2", circular_pad2d<2>);
  all.check<2, 3, 1>("circular1d.whole", circular_pad1d<sides(3, 1)>);
  all.check<2, 4, 5, 2>("unfold.3", unfold<3>);
  all.check<1, 5, 4, 3>("unfold.2x3", unfold<window(2, 3), stride(2), tl::padding(1)>);
  all.check<1, 4, 5, 1>("unfold.dilation", unfold<2, dilation(2)>);
  all.check<2, 6, 18>("fold.3", fold<per_axis(4, 5), 3>);
  all.check<1, 6, 18>("fold.2x3", fold<per_axis(5, 4), window(2, 3), stride(2), tl::padding(1)>);
  all.check<1, 6, 4>("fold.dilation", fold<per_axis(4, 5), 2, dilation(2)>);
}

TEST_CASE("sums along an axis, triangles, top-k and arrangements are PyTorch's",
          "[goldens][windows]") {
  using namespace tapeless;
  cases all("windows/arrange");
  all.check<4, 3>("cumsum.0", [](auto x) { return cumsum(x, axis<0>); });
  all.check<2, 7, 3>("cumsum.1", [](auto x) { return cumsum(x, axis<1>); });
  all.check<3, 9>("cumsum.last", [](auto x) { return cumsum(x, axis<-1>); });
  all.check<2, 100>("cumsum.long", [](auto x) { return cumsum(x, axis<1>); });
  all.check<96, 2>("cumsum.blocks", [](auto x) { return cumsum(x, axis<0>); });
  all.check<2, 7, 3>("cumprod.1", [](auto x) { return cumprod(x, axis<1>); });
  all.check<4, 4>("tril.0", [](auto x) { return tril(x); });
  all.check<2, 3, 5>("tril.1", [](auto x) { return tril<1>(x); });
  all.check<4, 4>("triu.0", [](auto x) { return triu(x); });
  all.check<2, 5, 3>("triu.-1", [](auto x) { return triu<-1>(x); });
  all.check<3, 7>("top_k.2", [](auto x) { return top_k<2>(x, axis<-1>).values; });
  all.check<5, 4>("top_k.axis0", [](auto x) { return top_k<3>(x, axis<0>).values; });
  all.check<3, 5>("roll.1", [](auto x) { return roll<1, 2>(x); });
  all.check<4, 2>("roll.-1", [](auto x) { return roll<0, -1>(x); });
  all.check<2, 3, 2>("repeat_interleave.1", [](auto x) { return repeat_interleave<1, 3>(x); });
  all.check<3, 2>("tile.0", [](auto x) { return tile<0, 2>(x); });
  all.check_with_index<shape<3, 4>, shape<6, 4>>(
      "take_along_axis.0", [](auto x, auto at) { return take_along_axis<0>(x, at); });
  all.check_with_index<shape<3, 4>, shape<3, 5>>(
      "take_along_axis.1", [](auto x, auto at) { return take_along_axis<-1>(x, at); });
  all.check<2, 3>("stack.1", [](auto x) { return stack<1>(x, x * x, x); });
  all.check<3, 5>("split.1", [](auto x) {
    const auto [a, b, c] = split<1, 2, 2, 1>(x);
    return a * b + c;
  });
  all.check<2, 7>("chunk.1", [](auto x) {
    const auto parts = chunk<1, 3>(x);
    return std::get<0>(parts) * std::get<1>(parts);
  });
  all.check<3, 6>("max_first.1", [](auto x) { return max(x, axis<1>, first_of_equals); });
  all.check<6, 3>("min_first.0", [](auto x) { return min(x, axis<0>, first_of_equals); });
}
