// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// What a carry is in the next iteration: belongs to the region of the carry, and takes effect at its end.
///
/// Operands  the carry, its next value
/// Shapes    both the same       →  y: same
/// Gradient  see carry_op
struct advance_op : structural<op_kind::loop, 2> {
  static constexpr auto name = "advance";

  static constexpr dims shape(const shape_request& r) {
    return r.operand[0] == r.operand[1] ? r.operand[0] : dims{.rank = -1};
  }
};

}  // namespace tapeless::ops
