// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y, with a gradient of the user's: a question that `differentiate` answers; later passes see y.
///
/// Operands  y, x, the cotangent of x made of zeros of its own that stand for that of y
/// Shapes    as y
struct custom_gradient_op : structural<op_kind::view, 3> {
  static constexpr auto name = "custom_gradient";
  static constexpr bool is_question = true, names_node = true, keeps_order = true;
  static constexpr auto differentiated_by = "the user's rule (passes/derive/reverse_sweep.hpp)";

  struct attributes {
    int zeros = 0;  ///< the node of the zeros that stand for the cotangent of y

    static constexpr attributes read(const packed_attributes& p) { return {p.first}; }
    constexpr packed_attributes packed() const { return {.first = zeros}; }
    constexpr void print(auto&, const dims&) const {}
  };

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }

  static constexpr place_of_value place(const place_request& r) { return r.x; }
  static constexpr auto batched(auto& b) { return b.refused(); }
  static constexpr time_rule over_time(const time_request& r) {
    return {r.is_sequence(0) ? time_need::operand : time_need::all_frames, r.at[0]};
  }
};

}  // namespace tapeless::ops
