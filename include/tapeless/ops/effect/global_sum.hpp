// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// In an optimiser's rule: the sum of a scalar over all parameters. `apply_updates` replaces it.
///
/// Shapes    x: []               →  y: []
/// Gradient  none
struct global_sum_op : structural<op_kind::effect, 1> {
  static constexpr auto name = "global_sum";
  static constexpr bool is_question = true;
  static constexpr auto no_gradient = "it is a question of an optimiser's rule";

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
};

}  // namespace tapeless::ops
