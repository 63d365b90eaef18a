// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// One number, of rank 0. It broadcasts where it is used.
struct constant_op : structural<op_kind::source, 0> {
  static constexpr auto name = "constant";
  static constexpr auto no_gradient = "no operands";

  struct attributes {
    double value = 0;
    int own = 0;  ///< not 0: no other constant is this one, though it has the same value

    static constexpr attributes read(const packed_attributes& p) { return {p.value, p.axis}; }
    constexpr packed_attributes packed() const { return {.axis = own, .value = value}; }
    constexpr void print(auto& out, const dims&) const { out.add(' ').add(value); }
  };
};

}  // namespace tapeless::ops
