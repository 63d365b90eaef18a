// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace tapeless::ops {

/// The work for one element: the one scale on which ops are compared. An op names a class; its time is a
/// fact of machines (ir/target.hpp).
enum class op_cost {
  move,          ///< no arithmetic: the element of an operand, as it is
  simple,        ///< one instruction: a sum, a product, a comparison
  multiply_add,  ///< one instruction that does the work of two
  elementary,    ///< a polynomial and what leads to it: exp, log, sin
  composed       ///< several of these: pow, random numbers
};

/// The arithmetic that a class counts for: 2 for a multiply-add, an elementary function 1.
constexpr int flops(op_cost c) {
  return c == op_cost::move ? 0 : c == op_cost::multiply_add ? 2 : 1;
}

}  // namespace tapeless::ops
