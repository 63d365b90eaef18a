// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/combinators.hpp>

#include <string>
#include <type_traits>

#include <catch2/catch.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct x, tl::shape<4, 5>> x{};

/// The names of all parameters, as state_dict would have them.
template <class E>
constexpr auto names_of(E) {
  tl::core::text<1024> out;
  const auto traced = tl::trace::expressions<E>();
  for (int i = 0; i < traced.graph.leaves.size(); ++i) {
    const tl::ir::leaf& l = traced.graph.leaves[i];
    if (l.kind != tl::leaf_kind::parameter) continue;
    tl::ir::print_path(out, traced.graph.view(), l);
    out.add(' ');
  }
  return out;
}
template <std::size_t N>
inline constexpr auto plain = tl::dense<N, tl::no_bias>;

template <class E>
using shape_of = typename E::shape_type;
}  // namespace

TEST_CASE("residual: adds nothing to paths", "[nn][combinators]") {
  static constexpr auto one = names_of(x >> (plain<5> >> tl::residual(plain<5>) >> plain<2>));
  CHECK(one.view() == "0.weight 1.weight 2.weight ");
  static constexpr auto two =
      names_of(x >> (plain<5> >> tl::residual(plain<5> >> tl::relu >> plain<5>)));
  CHECK(two.view() == "0.weight 1.0.weight 1.2.weight ");
  static constexpr auto nested = names_of(x >> (tl::residual(tl::residual(plain<5>)) >> plain<2>));
  CHECK(nested.view() == "0.weight 1.weight ");
}

TEST_CASE("compose: a lambda has a position, wherever it stands", "[nn][combinators]") {
  constexpr auto two = [](auto h) { return h >> plain<5> >> plain<5>; };
  static constexpr auto names =
      names_of(x >> (tl::compose(two) >> two >> plain<5> >> tl::compose(two)));
  CHECK(names.view() ==
        "0.0.weight 0.1.weight 1.0.weight 1.1.weight 2.weight 3.0.weight 3.1.weight ");
}

TEST_CASE("residual: x + f(x), the sum written once", "[nn][combinators]") {
  static constexpr auto text = tl::ir::print<1024>(
      tl::trace::expressions<decltype(x >> tl::residual(tl::tanh))>().graph.view());
  CHECK(text.view() ==
        "%0 = input x : [4, 5]\n"
        "%1 = tanh %0 : [4, 5]\n"
        "%2 = add %0, %1 : [4, 5]\n"
        "return %2\n");
}

TEST_CASE("concat, sum_of: equal branches are two, each with its own parameters",
          "[nn][combinators]") {
  static constexpr auto side_by_side = names_of(x >> (tl::concat(plain<2>, plain<2>) >> plain<1>));
  CHECK(side_by_side.view() == "0.0.weight 0.1.weight 1.weight ");
  static constexpr auto added =
      names_of(x >> (tl::sum_of(plain<2>, plain<3> >> plain<2>, plain<2>) >> plain<1>));
  CHECK(added.view() == "0.0.weight 0.1.0.weight 0.1.1.weight 0.2.weight 1.weight ");
}

TEST_CASE("concat: the last axis, or the one named", "[nn][combinators]") {
  STATIC_REQUIRE(
      std::is_same_v<shape_of<decltype(x >> tl::concat(plain<2>, plain<3>, tl::identity))>,
                     tl::shape<4, 10>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(x >> tl::concat<0>(tl::identity, tl::relu))>,
                                tl::shape<8, 5>>);
}

TEST_CASE("repeat: numbered copies", "[nn][combinators]") {
  static constexpr auto names = names_of(x >> (plain<5> >> tl::repeat<2>(plain<5> >> tl::relu)));
  CHECK(names.view() == "0.weight 1.0.0.weight 1.1.0.weight ");
  static constexpr auto residuals =
      names_of(x >> (tl::relu >> tl::repeat<2>(tl::residual(plain<5>))));
  CHECK(residuals.view() == "1.0.weight 1.1.weight ");
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(x >> tl::repeat<0>(plain<3>))>, tl::shape<4, 5>>);
}

TEST_CASE("combinators: lambdas are branches too", "[nn][combinators]") {
  constexpr auto f = [](auto h) { return h * h; };
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(x >> tl::concat(f, plain<2>, tl::residual(f)))>,
                                tl::shape<4, 12>>);
}

TEST_CASE("formulas written as functions take no position", "[nn][combinators]") {
  static constexpr auto names = names_of(x >> [](auto h) {
    return (h >> plain<5>)+tl::gelu(h) + (h >> plain<5> >> tl::relu) +
           tl::softmax(h >> plain<6> >> plain<5>);
  });
  CHECK(names.view() == "0.weight 2.weight 3.weight ");
}
