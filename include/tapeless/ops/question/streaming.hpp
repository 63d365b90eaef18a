// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// What y is for the frames of the moment, where it is made of a whole sequence: a question that the pass `stream` answers.
///
/// Operands  y, the whole sequence (a stand-in for it, with the frames along axis 1), the frames of the moment
/// Shapes    as asked for: y's, with the frames of the moment along axis 1
struct streaming_op : structural<op_kind::effect, 3> {
  static constexpr auto name = "streaming";
  static constexpr bool is_question = true;
  static constexpr auto no_gradient = "in training a network sees whole sequences";

  struct attributes {
    int knows_length =
        -1;  ///< an op in y that another length of the sequence would have made another, or -1

    static constexpr attributes read(const packed_attributes& p) { return {p.first}; }
    constexpr packed_attributes packed() const { return {.first = knows_length}; }
    constexpr void print(auto&, const dims&) const {}
  };
};

}  // namespace tapeless::ops
