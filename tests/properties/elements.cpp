// SPDX-License-Identifier: BSL-1.0
//
// Laws over the element types.
#include <cstddef>
#include <cstdint>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/program/compile.hpp>
#include <tapeless/program/program.hpp>

#include "catch.hpp"
#include "elements.hpp"

namespace tl = tapeless;

namespace {

/// f for every type that a program can store.
template <class F>
void for_each_stored(F f) {
  tl::core::unroll<tl::element_count>([&](auto i) {
    constexpr auto e = static_cast<tl::element>(int{i});
    if constexpr (e != tl::element::weak) DYNAMIC_SECTION(tl::name_of(e)) {
        f.template operator()<tl::storage_of<e>>();
      }
  });
}

inline constexpr tl::input<struct d_tag, tl::shape<37>, double> d{};
inline constexpr tl::input<struct f_tag, tl::shape<37>> f{};

/// A network whose parameters follow the type of its input: products, a convolution's worth of fusing, a norm, a softmax.
template <class T>
using pixels = tl::input<struct pixels_tag, tl::shape<5, 19>, T>;
using digits = tl::target<struct digits_tag, tl::shape<5>, std::int32_t>;
constexpr auto network =
    tl::dense<33> >> tl::gelu >> tl::layer_norm<> >> tl::dense<24> >> tl::tanh >> tl::dense<7>;
template <class T>
constexpr auto loss = tl::softmax_cross_entropy(pixels<T>{} >> network, digits{});

/// Sets inputs and parameters to numbers that every type has, the same in each program.
void set_numbers(auto view) {
  std::uint64_t draw = 11;
  view.for_each_leaf([&](const tl::ir::leaf& l, auto out) {
    using stored = typename decltype(out)::value_type;
    for (auto& x : out) {
      draw = draw * 6364136223846793005u + 1442695040888963407u;
      const int n = static_cast<int>(draw >> 59);
      if constexpr (std::is_integral_v<stored>)
        x = static_cast<stored>(n % 7);
      else
        x = static_cast<stored>(l.name == "weight" && l.shape.rank == 1 ? 1.0 : (n - 15.5) / 32);
    }
  });
}
/// The loss in double where one of the numbers of a leaf (the inputs, then parameters in order) is another.
double loss_in_double(auto& program, std::size_t leaf, std::size_t place, double moved_by) {
  set_numbers(program.view());
  std::size_t at = 0;
  program.view().for_each_leaf([&](const tl::ir::leaf&, auto out) {
    if constexpr (std::is_same_v<typename decltype(out)::value_type, double>)
      if (at++ == leaf) out[place] += moved_by;
  });
  program.run();
  return program.template result<0>()[0];
}

/// How far the next number is from 1.
template <class T>
constexpr double epsilon = std::is_same_v<T, tl::bfloat16> ? 0x1p-7 : 0x1p-10;

template <class T>
void check_gradients() {
  auto program = tl::compile(loss<T>, tl::gradient(loss<T>, pixels<T>{}), tl::gradients(loss<T>));
  auto exact = tl::compile(loss<double>);
  set_numbers(program.view());
  program.run();
  const double value = loss_in_double(exact, 0, 0, 0);
  CHECK(std::abs(static_cast<double>(program.template result<0>()[0]) - value) <
        2 * epsilon<T> * value);
  tl::core::unroll<9>([&](auto leaf) {
    const auto slopes = program.template result<static_cast<int>(leaf) + 1>();
    STATIC_REQUIRE(std::is_same_v<typename decltype(slopes)::value_type, T>);
    double greatest = 0, apart = 0;
    for (std::size_t place = 0; place < slopes.size(); place += 1 + slopes.size() / 29) {
      const double h = 1e-4, wanted = (loss_in_double(exact, leaf, place, h) -
                                       loss_in_double(exact, leaf, place, -h)) /
                                      (2 * h);
      greatest = std::max(greatest, std::abs(wanted));
      apart = std::max(apart, std::abs(static_cast<double>(slopes[place]) - wanted));
    }
    INFO("leaf " << leaf << ", greatest " << greatest << ", apart " << apart);
    CHECK(greatest > 1e-3);
    CHECK(apart < 3 * epsilon<T> * greatest);
  });
}

}  // namespace

TEST_CASE("every element type: a row of the table", "[properties][elements]") {
  for_each_stored([]<class T>() {
    constexpr tl::element e = tl::element_of<T>;
    STATIC_REQUIRE(tl::bytes_of(e) == sizeof(T));
    STATIC_REQUIRE(tl::computes_in(tl::computes_in(e)) == tl::computes_in(e));
    STATIC_REQUIRE(tl::accumulates_in(tl::accumulates_in(e)) == tl::accumulates_in(e));
    STATIC_REQUIRE(tl::is_integer(tl::accumulates_in(e)) == tl::is_integer(e));
    STATIC_REQUIRE(tl::promote(tl::element::weak, e) == e);
    tl::core::unroll<tl::element_count>([&](auto i) {
      constexpr auto other = static_cast<tl::element>(int{i});
      STATIC_REQUIRE(tl::promote(e, other) == tl::promote(other, e));
      STATIC_REQUIRE(tl::promote(tl::promote(e, other), e) == tl::promote(e, other));
    });
  });
}

TEST_CASE("every element type: a conversion rounds in a register as memory does",
          "[properties][elements]") {
  for_each_stored([]<class T>() {
    auto program =
        tl::compile(tl::convert<double>(tl::convert<T>(d)) + tl::constant<1.0>,
                    tl::convert<float>(tl::convert<T>(f)) * tl::constant<2.0>, tl::convert<T>(d));
    for (std::size_t i = 0; i < 37; ++i) {
      program[d][i] = 100.0 / (1.0 + static_cast<double>(i)) - 1.0;
      program[f][i] = static_cast<float>(program[d][i]);
    }
    program.run();
    for (std::size_t i = 0; i < 37; ++i) {
      const double left = elements::rounded(tl::element_of<T>, program[d][i]);
      CHECK(program.template result<0>()[i] == left + 1);
      CHECK(program.template result<1>()[i] ==
            2 * static_cast<float>(elements::rounded(tl::element_of<T>, program[f][i])));
      CHECK(static_cast<double>(program.template result<2>()[i]) == left);
    }
  });
}

TEST_CASE("16-bit types: gradients of a network agree with central differences in double",
          "[properties][elements]") {
  SECTION("bfloat16") { check_gradients<tl::bfloat16>(); }
  SECTION("float16") { check_gradients<tl::float16>(); }
}
