// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// The index along an axis: 0, 1, 2, … — constant along the other axes.
///
/// Shapes    as asked for
/// Gradient  none
/// Accuracy  exact up to 2²⁴ in float
struct iota_op : structural<op_kind::source, 0> {
  static constexpr auto name = "iota";
  static constexpr auto no_gradient = "no operands";
  using attributes = along_axis;
};

}  // namespace tapeless::ops
