// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// x stretched to a shape by NumPy's rules.
///
/// Shapes    x: any that broadcasts to y   →  y: as asked for
/// Gradient  dx = dy summed over the stretched axes
/// Errors    shapes that do not broadcast: [E010]
struct broadcast_op : structural<op_kind::view, 1> {
  static constexpr auto name = "broadcast";

  static constexpr auto vjp(auto, auto dy, auto) {
    return std::array{dy};
  }  // summing is everyone's
};

}  // namespace tapeless::ops
