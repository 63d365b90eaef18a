// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Random numbers that depend only on (seed, step, stream, position): counter-based, so any lane
/// and any order of evaluation gives the same bits.
///
/// `attr.axis` is the distribution (0 uniform in [0, 1), 1 standard normal, 2 Bernoulli with
/// probability `attr.value`), `attr.first` the stream. Operands: seed and step, int32 scalars.
///
/// Shapes    as asked for
/// Gradient  none
/// Source    [salmon11] in docs/references.md (Threefry-2x32, 13 rounds)
struct random_op : structural<op_kind::elementwise, 2> {
  static constexpr auto name = "random";

  static constexpr auto vjp(auto, auto, auto seed, auto step) { return no_gradient(seed, step); }
};

}  // namespace tapeless::ops
