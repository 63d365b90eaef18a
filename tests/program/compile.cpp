// SPDX-License-Identifier: BSL-1.0
#include <tapeless/program/compile.hpp>

#include <tapeless/compile/rule.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/expr/vmap.hpp>
#include <tapeless/nn/optimisers.hpp>
#include <tapeless/program/configure.hpp>
#include <tapeless/program/copy_parameters.hpp>
#include <tapeless/program/explain.hpp>
#include <tapeless/program/model.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <type_traits>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

inline constexpr tl::input<struct x, tl::shape<3>> x{};
inline constexpr tl::parameter<struct w, tl::shape<3>> w{};
constexpr auto energy = tl::sum(tl::square(x) * w);

namespace left {
inline constexpr tl::parameter<struct weight, tl::shape<2>, tl::init::ones> weight{};
inline constexpr tl::input<struct numbers, tl::shape<2>> numbers{};
}  // namespace left
namespace right {
inline constexpr tl::parameter<struct weight, tl::shape<2>, tl::init::ones> weight{};
inline constexpr tl::input<struct numbers, tl::shape<2>> numbers{};
}  // namespace right

inline constexpr tl::input<struct rows, tl::shape<3, 2>> rows{};
/// A function of some leaf outside of it, which in a layer is a leaf of the layer.
constexpr auto weighed = [](auto row) { return row * left::weight; };

template <int I>
inline constexpr tl::parameter<std::integral_constant<int, I>, tl::shape<2>> pair{};
inline constexpr tl::parameter<struct single, tl::shape<1>> single{};
constexpr auto total = tl::sum(pair<0>) + tl::sum(pair<1>) + tl::sum(pair<2>) + tl::sum(pair<3>) +
                       tl::sum(pair<4>) + tl::sum(single);
using clipped = decltype(tl::clip_norm{} >> tl::sgd{});
struct clipped_step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(total)>, tl::traced_rule<clipped>>> {};

struct left_and_right : tl::compiled<decltype(left::numbers * left::weight),
                                     decltype(right::numbers * right::weight)> {};
struct only_right : tl::pipeline<tl::traced<false, decltype(right::weight + right::numbers)>> {};

/// What `print` writes to the file that it is given.
std::string printed(auto print) {
  std::FILE* file = std::tmpfile();
  print(file);
  std::string out(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  out.resize(std::fread(out.data(), 1, out.size(), file));
  std::fclose(file);
  return out;
}

}  // namespace

TEST_CASE("compile: a value and its derivatives are one program", "[program][compile]") {
  auto f = tl::compile(energy, tl::gradient(energy, x), tl::gradient(energy, w));
  for (std::size_t i = 0; i < 3; ++i) {
    f[x][i] = static_cast<float>(i + 1);
    f[w][i] = 2;
  }
  f.run();
  CHECK(f.result<0>()[0] == 2 * (1 + 4 + 9));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(f.result<1>()[i] == 4 * static_cast<float>(i + 1));
    CHECK(f.result<2>()[i] == static_cast<float>((i + 1) * (i + 1)));
  }
}

TEST_CASE("compile: tags of one name in two namespaces are two leaves", "[program][compile]") {
  tl::model<tl::programs<left_and_right, only_right>, tl::heap_memory> model;
  auto both = model.instance<left_and_right>();
  both[left::numbers][0] = 1;
  both[right::numbers][0] = 2;
  both[left::weight][0] = 3;
  both[right::weight][0] = 5;
  both.run();
  CHECK(both.result<0>()[0] == 3);
  CHECK(both.result<1>()[0] == 10);

  auto shared = model.instance<only_right>();
  CHECK(shared[right::weight][0] == 5);
  auto other = tl::compile(right::weight + right::weight);
  CHECK(tl::copy_parameters(both.view(), other.view()) == 0);
  CHECK(other[right::weight][0] == 5);
}

TEST_CASE("program[leaf]: the leaf outside of layers comes before those in them",
          "[program][compile]") {
  auto f = tl::compile(tl::vmap(weighed)(rows), tl::sum(left::weight));
  f[left::weight][0] = 4;
  f[rows][0] = 7;
  f.run();
  CHECK(f.result<1>()[0] == 5);
  CHECK(f.result<0>()[0] == 7);
}

TEST_CASE("clip_norm: several parameters, one of a single element", "[program][compile]") {
  tl::program<clipped_step, tl::heap_memory> p;
  tl::configure(p.view(), tl::clip_norm{.norm = 2} >> tl::sgd{.learning_rate = 1});
  p.run();
  const double length = std::sqrt(11.0);  // all eleven derivatives are 1
  CHECK(p[pair<4>][1] == Approx(-2 / length));
  CHECK(p[single][0] == Approx(-2 / length));
}

TEST_CASE("explain: a program prints what its pipeline does", "[program][explain]") {
  auto f = tl::compile(energy);
  using pipeline = decltype(f)::pipeline_type;
  const tl::explain_options parts{.traced = false, .memory = false};
  const std::string by_type = printed([&](std::FILE* to) { tl::explain<pipeline>(to, parts); });
  CHECK(printed([&](std::FILE* to) { tl::explain(f, parts, to); }) == by_type);
  CHECK(by_type.starts_with("# 2. differentiated"));
  CHECK(by_type.find("a += x[i] * x[i] * w[i]") != std::string::npos);
  CHECK(by_type.find("wrong") == std::string::npos);
}

namespace twice {
namespace {
inline constexpr tl::input<struct few, tl::shape<3>> few{};
inline constexpr tl::state<struct kept, tl::shape<>> kept{};
constexpr auto plain = tl::assign(kept, tl::sum(few));
constexpr auto added = tl::assign(kept, kept + tl::constant<2.0> * tl::sum(few));
}  // namespace
}  // namespace twice

TEST_CASE("compile: of two assignments to one leaf the last counts", "[program][compile]") {
  using namespace twice;
  // one of them waits for readers of the old value: which is first is not for the schedule to say
  auto f = tl::compile(plain, added, kept * tl::constant<1.0>);
  auto g = tl::compile(added, plain, kept * tl::constant<1.0>);
  std::ranges::fill(f[few], 1.f);
  std::ranges::fill(g[few], 1.f);
  f.run();
  g.run();
  CHECK(f[kept][0] == 6);
  CHECK(g[kept][0] == 3);
  CHECK(f.result<0>()[0] == 3);
  CHECK(g.result<0>()[0] == 6);
}
