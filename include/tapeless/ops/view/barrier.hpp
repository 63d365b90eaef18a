// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// x, read from memory: what is made of it is not what was made of x itself, and so is computed again.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy
struct barrier_op : structural<op_kind::view, 1> {
  static constexpr auto name = "barrier";
  static constexpr bool keeps_order = true;

  struct attributes {
    int number = 0;  ///< tells barriers apart

    static constexpr attributes read(const packed_attributes& p) { return {p.first}; }
    constexpr packed_attributes packed() const { return {.first = number}; }
    constexpr void print(auto& out, const dims&) const { out.add(" number ").add(number); }
  };

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
  static constexpr auto vjp(auto, auto dy, auto) { return std::array{dy}; }

  static constexpr view_sample sample() {
    return {dims_of({3, 4}), dims_of({3, 4}), attributes{}.packed()};
  }
  static constexpr place_of_value place(const place_request& r) { return r.x; }
  static constexpr auto batched(auto& b) {
    return b.again(b.operand(0), attributes::read(b.attr()));
  }
  static constexpr time_rule over_time(const time_request& r) {
    return {time_need::operand, r.at[0]};
  }
};

}  // namespace tapeless::ops
