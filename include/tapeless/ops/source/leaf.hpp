// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// A value from outside the graph: input, parameter, state. `attr.first` is its place in the list of leaves.
struct leaf_op : structural<op_kind::source, 0> {
  static constexpr auto name = "leaf";
};

}  // namespace tapeless::ops
