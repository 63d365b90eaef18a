// SPDX-License-Identifier: BSL-1.0
//
// Compiled activations against PyTorch, in double and in float: one program of them all. (The formulas themselves,
// and the edges ±inf, nan and −0, are in tests/nn/activations.cpp.)
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/runtime/heap_memory.hpp>
#include <tapeless/runtime/program.hpp>

#include "../catch.hpp"
#include "golden.hpp"

namespace tl = tapeless;

namespace {

template <class Element>
using grid = tl::input<struct x_tag, tl::shape<46>, Element>;

constexpr auto functions =
    std::tuple{tl::relu, tl::leaky_relu<>, tl::elu<>,   tl::selu,     tl::gelu, tl::gelu_tanh,
               tl::silu, tl::tanh,         tl::sigmoid, tl::softsign, tl::mish, tl::log_sigmoid};
constexpr const char* names[] = {"relu",    "leaky_relu", "elu",  "selu",
                                 "gelu",    "gelu_tanh",  "silu", "tanh",
                                 "sigmoid", "softsign",   "mish", "log_sigmoid"};

template <class Element, std::size_t... I>
constexpr auto all_of(std::index_sequence<I...>) {
  constexpr auto slope = [](auto f) {
    return tl::gradient(tl::sum(f(grid<Element>{})), grid<Element>{});
  };
  return tl::traced<true, decltype(std::get<I>(functions)(grid<Element>{}))...,
                    decltype(slope(std::get<I>(functions)))...>{};
}
constexpr std::size_t count = std::tuple_size_v<decltype(functions)>;
template <class Element>
struct stage : tl::pipeline<decltype(all_of<Element>(std::make_index_sequence<count>{}))> {};

/// |a − b| / max(1, |b|), but 0 where both are nan.
double relative(const auto& actual, const golden::array& expected) {
  double worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double a = static_cast<double>(actual[i]), b = expected[i];
    worst = std::max(worst, std::abs(a - b) / std::max(1.0, std::abs(b)));
  }
  return worst;
}

template <class Element>
void check(double tolerance) {
  tl::program<stage<Element>, tl::heap_memory> p;
  const golden::file any{"activations/relu"};
  for (std::size_t i = 0; i < 46; ++i) p[grid<Element>{}][i] = static_cast<Element>(any["x"][i]);
  p.run();
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto one = [&](const char* name, const auto& y, const auto& slope) {
      INFO(name);
      const golden::file golden{std::string("activations/") + name};
      REQUIRE(golden["x"].values == any["x"].values);
      CHECK(relative(y, golden["y"]) < tolerance);
      CHECK(relative(slope, golden["dx"]) < tolerance);
    };
    (one(names[I], p.template result<static_cast<int>(I)>(),
         p.template result<static_cast<int>(I + count)>()),
     ...);
  }
  (std::make_index_sequence<count>{});
}

}  // namespace

TEST_CASE("compiled activations are PyTorch's in double", "[goldens][activations]") {
  check<double>(1e-13);
}
TEST_CASE("compiled activations are PyTorch's in float", "[goldens][activations]") {
  check<float>(2e-6);
}
