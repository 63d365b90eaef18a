// SPDX-License-Identifier: BSL-1.0
//
// The element types against PyTorch: casts, promotion, and networks and optimisers in 16 bits. Networks are computed in
// float and differ by the rounding of what a program stores on the way.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <type_traits>

#include <tapeless/compile/rule.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/optimisers.hpp>
#include <tapeless/program/compile.hpp>
#include <tapeless/program/configure.hpp>
#include <tapeless/program/heap_memory.hpp>

#include "catch.hpp"
#include "golden.hpp"

namespace tl = tapeless;

namespace {

template <class T>
const std::string name = std::is_same_v<T, tl::bfloat16> ? "bfloat16" : "float16";
/// How far the next number is from 1.
template <class T>
constexpr double epsilon = std::is_same_v<T, tl::bfloat16> ? 0x1p-7 : 0x1p-10;

void set(auto span, const golden::array& values) {
  using stored = typename decltype(span)::value_type;
  REQUIRE(span.size() == values.size());
  for (std::size_t i = 0; i < span.size(); ++i) span[i] = static_cast<stored>(values[i]);
}

template <class T>
void check_casts() {
  constexpr std::size_t n = 348;
  constexpr tl::input<struct cast_tag, tl::shape<n>> x{};
  auto program = tl::compile(tl::convert<T>(x), tl::convert<float>(tl::convert<T>(x)),
                             tl::convert<double>(tl::convert<T>(x)));
  const golden::file file{"elements/" + name<T>};
  set(program[x], file["cast/x"]);
  program.run();
  const golden::array& y = file["cast/y"];
  CHECK(golden::distance(program.template result<0>(), y) == 0);
  CHECK(golden::distance(program.template result<1>(), y) == 0);
  CHECK(golden::distance(program.template result<2>(), y) == 0);
  for (std::size_t i = 0; i < n; ++i)  // in constant expressions the same
    CHECK(golden::distance(static_cast<double>(T(static_cast<float>(file["cast/x"][i]))),
                           golden::array{{}, {y[i]}}) == 0);
}

template <class T>
void check_product() {
  constexpr tl::input<struct x_tag, tl::shape<6, 40>, T> x{};
  constexpr tl::input<struct w_tag, tl::shape<40, 9>, T> w{};
  constexpr tl::input<struct dy_tag, tl::shape<6, 9>, T> dy{};
  constexpr auto y = tl::matmul(x, w);
  auto program = tl::compile(y, tl::vjp(y, x, dy), tl::vjp(y, w, dy));
  const golden::file file{"elements/" + name<T>};
  set(program[x], file["product/x"]);
  set(program[w], file["product/w"]);
  set(program[dy], file["product/dy"]);
  program.run();
  // sums of float, rounded once: what differs is a sum between two neighbours
  CHECK(golden::relative_distance(program.template result<0>(), file["product/y"]) < epsilon<T>);
  CHECK(golden::relative_distance(program.template result<1>(), file["product/dx"]) < epsilon<T>);
  CHECK(golden::relative_distance(program.template result<2>(), file["product/dw"]) < epsilon<T>);
}

constexpr auto layers =
    tl::dense<20> >> tl::gelu >> tl::layer_norm<> >> tl::dense<16> >> tl::tanh >> tl::dense<5>;

template <class T>
void check_network() {
  constexpr tl::input<struct in_tag, tl::shape<7, 12>, T> x{};
  constexpr tl::input<struct slope_tag, tl::shape<7, 5>, T> dy{};
  constexpr auto y = x >> layers;
  constexpr auto along = tl::sum(y * tl::stop_gradient(dy));
  auto program = tl::compile(y, tl::gradient(along, x), tl::gradients(along));
  const golden::file file{"elements/" + name<T>};
  program.view().for_each_leaf([&](const tl::ir::leaf& l, auto out) {
    if (l.kind != tl::leaf_kind::parameter) return;
    tl::core::text<64> path;
    tl::ir::print_path(path, program.graph(), l);
    set(out, file["network/" + std::string(path.view())]);
  });
  set(program[x], file["network/x"]);
  set(program[dy], file["network/dy"]);
  program.run();
  CHECK(golden::relative_distance(program.template result<0>(), file["network/y"]) <
        3 * epsilon<T>);
  CHECK(golden::relative_distance(program.template result<1>(), file["network/dx"]) <
        3 * epsilon<T>);
  int at = 2;
  const auto check = [&](auto slopes, const char* path) {
    INFO(path << ", result " << at++);
    CHECK(golden::relative_distance(slopes, file["network/d" + std::string(path)]) <
          3 * epsilon<T>);
  };
  check(program.template result<2>(), "0.weight");
  check(program.template result<3>(), "0.bias");
  check(program.template result<4>(), "2.weight");
  check(program.template result<5>(), "2.bias");
  check(program.template result<6>(), "3.weight");
  check(program.template result<7>(), "3.bias");
  check(program.template result<8>(), "5.weight");
  check(program.template result<9>(), "5.bias");
}

inline constexpr tl::input<struct g_tag, tl::shape<24>, tl::bfloat16> slope{};
inline constexpr tl::parameter<struct p_tag, tl::shape<24>, tl::init::zeros, tl::bfloat16> p{};
constexpr auto linear = tl::sum(p * tl::stop_gradient(slope));
template <class Optimiser>
struct learner
    : tl::pipeline<tl::updated<tl::traced<true, decltype(linear)>, tl::traced_rule<Optimiser>>> {};

/// Four steps; two bytes for each number that an optimiser remembers.
template <class Optimiser>
void check_optimiser(const Optimiser& optimiser, const std::string& steps, std::size_t states) {
  tl::program<learner<Optimiser>, tl::heap_memory> program;
  const golden::file file{"elements/bfloat16"};
  tl::configure(program.view(), optimiser);
  set(program[p], file["optimiser/p"]);
  for (int n = 0; n < 4; ++n) {
    set(program[slope], file["optimiser/g" + std::to_string(n)]);
    program.run();
  }
  CHECK(golden::relative_distance(program[p], file["optimiser/" + steps]) < epsilon<tl::bfloat16>);
  std::size_t bytes = 0;
  program.view().for_each_leaf([&](const tl::ir::leaf& l, auto out) {
    if (l.owner >= 0) bytes += out.size_bytes();
  });
  CHECK(bytes == states * 24 * 2);
}

}  // namespace

TEST_CASE("promotion is PyTorch's", "[goldens][elements]") {
  using tl::element;
  constexpr element types[] = {element::int8,     element::uint8,   element::int32,
                               element::bfloat16, element::float16, element::float32,
                               element::float64};
  const golden::array places = golden::file{"elements/promotion"}["types"];
  for (std::size_t i = 0; i < 7; ++i)
    for (std::size_t k = 0; k < 7; ++k) {
      INFO(tl::name_of(types[i]) << " with " << tl::name_of(types[k]));
      CHECK(tl::promote(types[i], types[k]) == types[static_cast<std::size_t>(places[7 * i + k])]);
    }
}
TEST_CASE("16-bit types: casts are PyTorch's, to the bit", "[goldens][elements]") {
  check_casts<tl::bfloat16>();
  check_casts<tl::float16>();
}
TEST_CASE("16-bit types: products and their gradients", "[goldens][elements]") {
  check_product<tl::bfloat16>();
  check_product<tl::float16>();
}
TEST_CASE("16-bit types: a network and all its gradients", "[goldens][elements]") {
  check_network<tl::bfloat16>();
  check_network<tl::float16>();
}
TEST_CASE("bfloat16: parameters and an optimiser's states", "[goldens][elements]") {
  check_optimiser(tl::sgd_momentum{.learning_rate = 0.125}, "sgd", 1);
  check_optimiser(tl::adam{.learning_rate = 0.0078125}, "adam", 2);
}
