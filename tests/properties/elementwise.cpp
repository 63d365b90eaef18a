// SPDX-License-Identifier: BSL-1.0
//
// Laws of every elementwise op, found by looking through `all_ops`: none is named but those whose gradient is
// by definition not their derivative.
#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "laws.hpp"

namespace tl = tapeless;
using laws::operand;

namespace {

/// An op that users can write of values alone, with a vjp that claims to be its derivative.
template <class Op>
constexpr bool is_tested =
    laws::looks_at<Op> && Op::broadcasts && !std::is_same_v<Op, tl::ops::stop_gradient_op>;

template <class Op>
constexpr bool is_smooth() {
  if constexpr (is_tested<Op>)
    return Op::smooth;
  else
    return false;
}

/// The indices in `all_ops` of those that fulfil a condition.
template <auto Holds>
constexpr auto chosen = [] {
  constexpr std::size_t n = [] {
    std::size_t found = 0;
    tl::ops::all_ops::for_each(
        [&]<class Op>() { found += Holds.template operator()<Op>() ? 1 : 0; });
    return found;
  }();
  std::array<int, n> out{};
  std::size_t at = 0;
  int code = 0;
  tl::ops::all_ops::for_each([&]<class Op>() {
    if (Holds.template operator()<Op>()) out[at++] = code;
    ++code;
  });
  return out;
}();

// Shapes of operands: every rank, sizes that fill no whole number of lanes, and stretching on every side.
template <std::size_t... N>
using s = tl::shape<N...>;
using shapes =
    std::tuple<std::tuple<s<33>, s<33>, s<33>>, std::tuple<s<>, s<10>, s<>>,
               std::tuple<s<7, 10>, s<10>, s<7, 1>>, std::tuple<s<10, 1>, s<1, 7>, s<10, 7>>,
               std::tuple<s<1>, s<1>, s<1>>, std::tuple<s<2, 1, 7, 1>, s<3, 1, 5>, s<5>>,
               std::tuple<s<2, 3, 1, 2, 5>, s<1, 2, 1>, s<2, 1, 7, 1, 1>>,
               std::tuple<s<>, s<>, s<>>, std::tuple<s<5, 7>, s<>, s<7>>>;

template <class Shape>
constexpr tl::dims joined(Shape) {
  return Shape::value;
}

/// The case of one op: operands shaped like row Row of the list, each in the op's sample range.
template <int Code, std::size_t Row, bool Second>
constexpr auto case_for() {
  using op = tl::ops::op_at<Code>;
  using row = std::tuple_element_t<Row % std::tuple_size_v<shapes>, shapes>;
  return []<std::size_t... I>(std::index_sequence<I...>) {
    constexpr tl::dims d = [] {
      tl::dims out;
      ((out = tl::broadcast(out, std::tuple_element_t<I, row>::value)), ...);
      return out;
    }();
    constexpr auto low = op::sample_low, high = op::sample_high;
    using y = tl::apply<op, tl::shape_of_dims<d>,
                        decltype(laws::between<low, high>(
                            operand<static_cast<int>(I), std::tuple_element_t<I, row>>{}))...>;
    if constexpr (Second)
      return laws::smooth_case_of<y,
                                  operand<static_cast<int>(I), std::tuple_element_t<I, row>>...>{};
    else
      return laws::case_of<y, operand<static_cast<int>(I), std::tuple_element_t<I, row>>...>{};
  }(std::make_index_sequence<static_cast<std::size_t>(op::arity)>{});
}

constexpr auto tested = [] {
  constexpr auto holds = []<class Op>() { return is_tested<Op>; };
  return chosen<holds>;
}();
constexpr auto smooth = [] {
  constexpr auto holds = []<class Op>() { return is_smooth<Op>(); };
  return chosen<holds>;
}();

/// The laws for places [First, First + Count) of a list of ops, in one program.
template <auto& List, bool Second, std::size_t First, std::size_t Count, std::size_t Shift>
void check_some_ops() {
  INFO("ops from " << tl::ops::facts_of(List[First]).name);
  []<std::size_t... I>(std::index_sequence<I...>) {
    laws::check_laws<decltype(case_for<List[First + I], First + I + Shift, Second>())...>();
  }(std::make_index_sequence<Count>{});
}

/// The laws for all ops of a list, in programs of at most so many: compilers take more than twice as long for twice as
/// many in one.
template <auto& List, bool Second, std::size_t AtMost, std::size_t Shift = 0>
void check_ops() {
  constexpr std::size_t programs = (List.size() + AtMost - 1) / AtMost;
  []<std::size_t... P>(std::index_sequence<P...>) {
    (check_some_ops<List, Second, P * AtMost, std::min(AtMost, List.size() - P * AtMost), Shift>(),
     ...);
  }(std::make_index_sequence<programs>{});
}

}  // namespace

TEST_CASE("every elementwise op: vjp agrees with central differences",
          "[properties][elementwise]") {
  check_ops<tested, false, 12>();
}

TEST_CASE("every smooth op: second derivatives agree with central differences",
          "[properties][elementwise]") {
  check_ops<smooth, true, 8, 1>();
}
