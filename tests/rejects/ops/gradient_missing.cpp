// SPDX-License-Identifier: BSL-1.0
// rejected-with: an op must have one of vjp\(y, dy, x...\), no_gradient = .*, differentiated_by = .* \[E119\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op : ops::elementwise<1> {
  static constexpr auto name = "cube";
  static auto lane(auto x) { return x * x * x; }
};
constexpr auto facts = ops::op_list<ops::neg_op, cube_op>::facts;
