// SPDX-License-Identifier: BSL-1.0
//
// Laws of every view, found by looking through `all_ops`, at the sample that each names.
#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "laws.hpp"

namespace tl = tapeless;

namespace {

/// A view that reads its operand and nothing else: no slice of a loop, no question.
template <class Op>
constexpr bool is_tested = laws::looks_at<Op> && Op::kind == tl::ops::op_kind::view &&
                           !Op::is_question && Op::stands == tl::ops::standing::with_operands;

constexpr auto tested = [] {
  constexpr std::size_t count = [] {
    std::size_t found = 0;
    tl::ops::all_ops::for_each([&]<class Op>() { found += is_tested<Op> ? 1 : 0; });
    return found;
  }();
  std::array<int, count> out{};
  std::size_t at = 0;
  int code = 0;
  tl::ops::all_ops::for_each([&]<class Op>() {
    if (is_tested<Op>) out[at++] = code;
    ++code;
  });
  return out;
}();

/// The view of sin(x), and its gradients, where a value is computed; of x itself, where strides alone must do.
template <int Code, bool Computed>
constexpr auto case_for() {
  using op = tl::ops::op_at<Code>;
  constexpr tl::ops::view_sample at = op::sample();
  using from = tl::shape_of_dims<at.from>;
  using x = laws::operand<0, from>;
  using numbers = tl::with<op, at.attr.axis, at.attr.first, at.attr.second, at.attr.value>;
  using to = tl::shape_of_dims<at.to>;
  if constexpr (Computed)
    return laws::smooth_case_of<tl::apply<numbers, to, decltype(tl::sin(x{}))>, x>{};
  else
    return laws::case_of<decltype(tl::sin(tl::apply<numbers, to, x>{})), x>{};
}

template <std::size_t... I>
void check_views(std::index_sequence<I...>) {
  laws::check_laws<decltype(case_for<tested[I], true>())...>();
  laws::check_laws<decltype(case_for<tested[I], false>())...>();
}

}  // namespace

TEST_CASE("every view: values, gradients, second derivatives", "[properties][views]") {
  check_views(std::make_index_sequence<tested.size()>{});
}
