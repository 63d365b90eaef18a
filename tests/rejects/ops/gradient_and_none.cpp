// SPDX-License-Identifier: BSL-1.0
// rejected-with: an op must have one of vjp\(y, dy, x...\), no_gradient = .*, differentiated_by = .* \[E119\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op : ops::elementwise<1> {
  static constexpr auto name = "cube";
  static auto lane(auto x) { return x * x * x; }
  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{3.0 * dy * x * x}; }
  static constexpr auto no_gradient = "it has one";
};
constexpr auto facts = ops::op_list<ops::neg_op, cube_op>::facts;
