// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// A value from outside the graph: input, parameter, state.
struct leaf_op : structural<op_kind::source, 0> {
  static constexpr auto name = "leaf";
  static constexpr auto no_gradient = "no operands";

  struct attributes {
    int leaf = 0;  ///< its place in the graph's list of leaves

    static constexpr attributes read(const packed_attributes& p) { return {p.first}; }
    constexpr packed_attributes packed() const { return {.first = leaf}; }
    constexpr void print(auto&, const dims&) const {}  // its kind and path stand for it
  };
};

}  // namespace tapeless::ops
