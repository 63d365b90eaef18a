// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// The same elements in row-major order under another shape of as many elements.
///
/// Shapes    x: any              →  y: as asked for
/// Gradient  dx = dy in x's shape
/// Errors    different number of elements: [E013]
struct reshape_op : structural<op_kind::view, 1> {
  static constexpr auto name = "reshape";

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{reshape_to(dy, x.shape())}; }
};

}  // namespace tapeless::ops
