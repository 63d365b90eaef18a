// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// A carry after the last iteration, outside its region.
///
/// Operands  the carry's `advance`
/// Shapes    x: any              →  y: same as x
/// Gradient  the first value of the carry's cotangent
struct final_op : structural<op_kind::loop, 1> {
  static constexpr auto name = "final";

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
};

}  // namespace tapeless::ops
