// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// x, read from memory: what is made of it is not what was made of x itself, and so is computed again. Number `attr.first`
/// tells barriers apart.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy
struct barrier_op : structural<op_kind::view, 1> {
  static constexpr auto name = "barrier";

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
  static constexpr auto vjp(auto, auto dy, auto) { return std::array{dy}; }
};

}  // namespace tapeless::ops
