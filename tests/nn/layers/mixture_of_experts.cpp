// SPDX-License-Identifier: BSL-1.0
//
// Values, gradients and a training: ../../goldens/mixture_of_experts.cpp.
#include <cstddef>
#include <string>

#include <tapeless/ir/print.hpp>
#include <tapeless/nn/layers/mixture_of_experts.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct words, tl::shape<4, 6, 5>> words{};
constexpr tl::routing three{.experts = 3, .choices = 2};

template <class E>
std::size_t constants_of(E, bool training, double value) {
  std::size_t found = 0;
  const auto traced = tl::trace::expressions<E>(training);
  for (const tl::ir::node& n : traced.graph.nodes)
    found += tl::ir::is<tl::ops::constant_op>(n) && n.attr.value == value ? 1 : 0;
  return found;
}
}  // namespace

TEST_CASE("mixture_of_experts: a router, and a copy of f for each expert", "[nn][moe]") {
  using y = decltype(words >> tl::mixture_of_experts<three>(tl::dense<8> >> tl::dense<1>));
  STATIC_REQUIRE(y::shape_type::value == tl::shape<4, 6, 1>::value);
  const auto traced = tl::trace::expressions<y>();
  std::string paths;
  for (const tl::ir::leaf& l : traced.graph.leaves) {
    tl::core::text<64> path;
    tl::ir::print_path(path, traced.graph.view(), l);
    if (l.name == "weight") paths += std::string(path.view()) + ' ';
  }
  CHECK(paths ==
        "router.weight experts.0.0.weight experts.0.1.weight experts.1.0.weight "
        "experts.1.1.weight experts.2.0.weight experts.2.1.weight ");
}

TEST_CASE("mixture_of_experts: the loss's term belongs to training", "[nn][moe]") {
  constexpr tl::routing odd{.experts = 2, .balance = 0.375};
  const auto loss = tl::total_loss(tl::sum(words >> tl::mixture_of_experts<odd>(tl::dense<5>)));
  CHECK(constants_of(loss, true, 2 * 0.375) == 1);
  CHECK(constants_of(loss, false, 2 * 0.375) == 0);
}
