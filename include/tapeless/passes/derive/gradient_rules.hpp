// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/ir/builder.hpp>

namespace tapeless::passes {

/// The cotangents of a node's operands; an empty value where no gradient flows.
using cotangents = fixed<value, 3>;
using gradient_rule = cotangents (*)(value y, value dy, const fixed<value, 3>& x);

template <class Op, bool Holds>
struct gradient_rule_requires_y_dy_and_every_operand {
  static_assert(Holds,
                "vjp: it must take y, dy and one x for each operand, and return "
                "std::array<value, arity> [E118]");
};

namespace detail {

template <class Op, class... X>
concept op_with_vjp_of = requires(value y, value dy, X... x) {
  { Op::vjp(y, dy, x...) } -> std::same_as<std::array<value, sizeof...(X)>>;
};
template <class Op>
concept op_with_whole_vjp = (Op::arity == 1 && op_with_vjp_of<Op, value>) ||
                            (Op::arity == 2 && op_with_vjp_of<Op, value, value>) ||
                            (Op::arity == 3 && op_with_vjp_of<Op, value, value, value>);

constexpr cotangents cotangents_in(const auto& found) {
  cotangents out;
  for (std::size_t k = 0; k < found.size(); ++k) out.items[k] = found[k];
  return out;
}

}  // namespace detail

/// The gradient rules of a list of ops; null if no gradient flows, or if a pass derives it otherwise.
template <class List>
inline constexpr auto gradient_rules_of = [] {
  fixed<gradient_rule, List::size> table{};
  int i = 0;
  List::for_each([&]<class Op>() {  // (all in one function: an instantiation less per op)
    gradient_rule& rule = table[i++];
    if constexpr (op_without_vjp<Op>)
      rule = nullptr;
    else if constexpr (!detail::op_with_whole_vjp<Op>)
      refuse(sentence<gradient_rule_requires_y_dy_and_every_operand<Op, false>>{});
    else
      rule = [](value y, value dy, const fixed<value, 3>& x) {
        if constexpr (Op::arity == 1)
          return detail::cotangents_in(Op::vjp(y, dy, x[0]));
        else if constexpr (Op::arity == 2)
          return detail::cotangents_in(Op::vjp(y, dy, x[0], x[1]));
        else
          return detail::cotangents_in(Op::vjp(y, dy, x[0], x[1], x[2]));
      };
  });
  return table;
}();
/// … and of all ops, by their codes.
inline constexpr auto& gradient_rules = gradient_rules_of<all_ops>;

}  // namespace tapeless::passes
