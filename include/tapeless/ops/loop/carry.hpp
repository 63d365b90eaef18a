// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// A value that a repeated region carries from one iteration to the next: x in the first, what its `advance` names
/// in every other. Region `attr.first`, number `attr.second` among the region's carries.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  a carry of the mirrored region (passes/derive/differentiate.hpp)
struct carry_op : structural<op_kind::loop, 1> {
  static constexpr auto name = "carry";

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
};

}  // namespace tapeless::ops
