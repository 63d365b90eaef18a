// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Random numbers that depend only on (seed, step, stream, position): counter-based, so any lane
/// and any order of evaluation gives the same bits.
///
/// Operands  seed and step, int32 scalars
/// Shapes    as asked for
/// Gradient  none
/// Source    [salmon11] in docs/references.md (Threefry-2x32, 13 rounds)
struct random_op : structural<op_kind::elementwise, 2> {
  static constexpr auto name = "random";
  static constexpr op_cost cost = op_cost::composed;
  static constexpr bool needs_position = true;

  struct attributes {
    int distribution = 0;    ///< 0 uniform in [0, 1), 1 standard normal, 2 Bernoulli
    int stream = 0;          ///< tells draws of one step apart
    double probability = 0;  ///< of a Bernoulli 1

    static constexpr attributes read(const packed_attributes& p) {
      return {p.axis, p.first, p.value};
    }
    constexpr packed_attributes packed() const {
      return {.axis = distribution, .first = stream, .value = probability};
    }
    constexpr void print(auto& out, const dims&) const {
      out.add(" distribution ").add(distribution).add(" stream ").add(stream);
    }
  };

  static constexpr auto no_gradient = "its operands are integers";

  // More positions are other numbers.
  static constexpr auto batched(auto& b) { return b.refused(); }
};

}  // namespace tapeless::ops
