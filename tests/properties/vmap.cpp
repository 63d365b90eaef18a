// SPDX-License-Identifier: BSL-1.0
//
// vmap(f) is f of every sample by itself, for functions and for their gradients, whether their ops have a rule that makes
// them an axis or stay a loop. Random numbers are fresh in every iteration, and the same in the reverse sweep.
#include <tapeless/freestanding.hpp>
#include <tapeless/program/compile.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

template <class Shape>
struct without_first_axis;
template <std::size_t First, std::size_t... Rest>
struct without_first_axis<tl::shape<First, Rest...>> {
  using type = tl::shape<Rest...>;
  static constexpr std::size_t first = First;
};

constexpr std::size_t samples = 3;

template <std::size_t I, class X>
constexpr auto sample(X x) {
  return tl::reshape<typename without_first_axis<typename X::shape_type>::type>(
      tl::slice<0, I, I + 1>(x));
}
template <class F, class... X>
constexpr auto one_by_one(F f, X... x) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    constexpr auto of = []<std::size_t J>(F g, std::integral_constant<std::size_t, J>, X... all) {
      return g(sample<J>(all)...);
    };
    return tl::stack<0>(of(f, std::integral_constant<std::size_t, I>{}, x...)...);
  }(std::make_index_sequence<samples>{});
}

/// Fills the leaves of a program: numbers in [-1, 1), or indices 0, 1, 2.
void fill(auto& program) {
  std::uint64_t draw = 7;
  program.view().for_each_leaf([&](const tl::ir::leaf&, auto out) {
    using type = typename decltype(out)::value_type;
    for (auto& element : out) {
      draw = draw * 6364136223846793005u + 1442695040888963407u;
      if constexpr (std::is_same_v<type, std::int32_t>)
        element = static_cast<std::int32_t>((draw >> 33) % 3);
      else
        element = static_cast<type>(static_cast<double>(draw >> 40) / 8388608.0 - 1.0);
    }
  });
}

/// The law for f, and for its gradient with respect to its first argument.
template <class F, class... X>
void check_law(F f, X... x) {
  constexpr auto slope = [](auto first, auto... others) {
    return tl::gradient(tl::sum(tl::square(F{}(first, others...))), first);
  };
  auto program = tl::compile(tl::vmap(f)(x...), one_by_one(f, x...), tl::vmap(slope)(x...),
                             one_by_one(slope, x...));
  fill(program);
  program.run();
  const auto same = [&](auto left, auto right) {
    REQUIRE(left.size() == right.size());
    bool moves = false;
    for (std::size_t i = 0; i < left.size(); ++i) {
      CHECK(left[i] == Approx(right[i]).margin(1e-12));
      moves |= left[i] != left[0];
    }
    CHECK(moves);
  };
  same(program.template result<0>(), program.template result<1>());
  same(program.template result<2>(), program.template result<3>());
}

template <class Name, class Shape, class Element = double>
using leaf = tl::input<Name, Shape, Element>;

constexpr leaf<struct rows_tag, tl::shape<samples, 5>> rows{};
constexpr leaf<struct tables_tag, tl::shape<samples, 4, 5>> tables{};
constexpr leaf<struct signals_tag, tl::shape<samples, 2, 7, 3>> signals{};
constexpr leaf<struct filters_tag, tl::shape<samples, 3, 3, 2>> filters{};
constexpr leaf<struct label_tag, tl::shape<samples>, std::int32_t> label{};
constexpr leaf<struct places_tag, tl::shape<samples, 6>, std::int32_t> places{};
constexpr leaf<struct table_tag, tl::shape<4, 5>> table{};
constexpr leaf<struct filter_tag, tl::shape<3, 3, 2>> filter{};

}  // namespace

TEST_CASE("vmap: elementwise, folds, products", "[properties][vmap]") {
  check_law([](auto x) { return tl::softmax(x) * tl::max(x); }, rows);
  check_law([](auto x, auto t) { return tl::tanh(tl::matmul(t, x)) + tl::mean(x); }, rows, tables);
  check_law([](auto t, auto x) { return tl::matmul(t, tl::transpose(t)) * tl::sum(x); }, tables,
            rows);
  check_law([](auto x) { return tl::sin(x) + table; }, rows);
}
TEST_CASE("vmap: views and movement", "[properties][vmap]") {
  check_law([](auto t) { return tl::concat<0>(tl::slice<0, 1, 3>(t), tl::reverse<1>(t)); }, tables);
  check_law(
      [](auto t) { return tl::pad<0, 1, 2>(tl::reshape<tl::shape<10, 2>>(tl::transpose(t))); },
      tables);
  check_law([](auto x) { return tl::cumsum(x, tl::axis<0>); }, rows);
  check_law([](auto x) { return tl::top_k<2>(x, tl::axis<0>).values; }, rows);
  check_law([](auto x) { return tl::roll<0, 2>(tl::repeat_interleave<0, 2>(x)); }, rows);
}
TEST_CASE("vmap: gathers, at places of each sample and of all", "[properties][vmap]") {
  check_law([](auto t, auto at) { return tl::gather<0>(t, at); }, tables, places);
  check_law([](auto t, auto at) { return tl::gather<1>(t, at); }, tables, places);
  check_law([](auto x, auto at) { return tl::gather<1>(table, at) * tl::sum(x); }, rows, places);
  check_law([](auto x, auto y) { return tl::softmax_cross_entropy(x, y); }, rows, label);
}
TEST_CASE("vmap: convolutions and windows, with filters of each sample and of all",
          "[properties][vmap]") {
  check_law([](auto x) { return tl::convolve<>(x, filter); }, signals);
  check_law([](auto x, auto w) { return tl::convolve<>(x, w); }, signals, filters);
  check_law([](auto w, auto x) { return tl::convolve<>(x, w); }, filters, signals);
}
TEST_CASE("vmap inside vmap, and loops inside", "[properties][vmap]") {
  check_law([](auto t) { return tl::vmap([](auto x) { return tl::log_softmax(x); })(t); }, tables);
  check_law(
      [](auto x, auto t) {
        return tl::last(
            tl::scan([](auto h, auto row) { return tl::tanh(h * row); }, tl::from(x), tl::over(t)));
      },
      rows, tables);
}

namespace {

/// Whether no two rows are equal, of rows of n.
bool all_differ(auto rows, std::size_t n) {
  for (std::size_t i = 0; i < rows.size(); i += n)
    for (std::size_t j = i + n; j < rows.size(); j += n)
      if (std::equal(&rows[i], &rows[i] + n, &rows[j])) return false;
  return true;
}
void check_equal(auto left, auto right) {
  REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i) CHECK(left[i] == right[i]);
}

constexpr tl::input<struct frames_tag, tl::shape<6, 4>> frames{};
constexpr tl::input<struct groups_tag, tl::shape<2, 3, 4>> groups{};
constexpr tl::input<struct start_tag, tl::shape<4>> start{};

}  // namespace

TEST_CASE("random numbers in a loop are fresh in each iteration, and the same in the reverse sweep",
          "[properties][loops]") {
  constexpr auto run = tl::scan(
      [](auto sum, auto frame) {
        constexpr auto mask = tl::random_uniform<tl::shape<4>>;
        return tl::next(sum + frame * mask).emit(mask);
      },
      tl::from(start), tl::over(frames));
  auto program = tl::compile(tl::outputs(run), tl::gradient(tl::sum(tl::last(run)), frames));
  program.run();
  CHECK(all_differ(program.result<0>(), 4));
  check_equal(program.result<0>(), program.result<1>());
}
TEST_CASE("random numbers of vmap differ from sample to sample", "[properties][vmap]") {
  constexpr auto noisy = [](auto frame) {
    return tl::sum(frame * tl::random_normal<tl::shape<4>>);
  };
  constexpr auto slope = [](auto frame) {
    return tl::gradient(tl::sum(frame * tl::random_normal<tl::shape<4>>), frame);
  };
  auto program =
      tl::compile(tl::vmap(slope)(frames), tl::gradient(tl::sum(tl::vmap(noisy)(frames)), frames));
  program.run();
  CHECK(all_differ(program.result<0>(), 4));
  CHECK(all_differ(program.result<1>(), 4));
}
TEST_CASE("random numbers in nested loops, of more axes than a value has", "[properties][loops]") {
  constexpr auto draws = tl::vmap([](auto rows) {
    return tl::vmap([](auto row) {
      return tl::sum(row) * tl::constant<0> +
             tl::reshape<tl::shape<4>>(tl::random_uniform<tl::shape<1, 2, 1, 1, 2>>);
    })(rows);
  });
  auto program = tl::compile(draws(groups));
  program.run();
  CHECK(all_differ(program.result<0>(), 4));
}
TEST_CASE("dropout inside a loop drops other elements in each iteration", "[properties][loops]") {
  constexpr auto run =
      tl::scan([](auto sum, auto frame) { return sum + (frame >> tl::dropout<0.5>); },
               tl::from(start), tl::over(frames));
  auto program = tl::compile(tl::gradient(tl::sum(tl::last(run)), frames));
  program.run();
  std::size_t kept = 0;
  for (float slope : program.result<0>()) {
    CHECK((slope == 0.0f || slope == 2.0f));
    kept += slope != 0.0f;
  }
  CHECK(kept > 4);
  CHECK(kept < 20);
}
