// SPDX-License-Identifier: BSL-1.0
// rejected-with: an op must have name, arity, kind, and shape\(shape_request\) -> dims \[E003\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op {
  static constexpr auto name = "cube";
};
constexpr auto facts = ops::op_list<ops::neg_op, cube_op>::facts;
