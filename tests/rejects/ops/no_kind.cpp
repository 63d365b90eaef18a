// SPDX-License-Identifier: BSL-1.0
// rejected-with: an op must derive from elementwise<arity> or structural<kind, arity> \[E127\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op {
  static constexpr auto name = "cube";
  static constexpr int arity = 1;
  static constexpr auto kind = ops::op_kind::elementwise;
  static constexpr tapeless::dims shape(const ops::shape_request& r) { return r.operand[0]; }
};
constexpr auto facts = ops::op_list<ops::neg_op, cube_op>::facts;
