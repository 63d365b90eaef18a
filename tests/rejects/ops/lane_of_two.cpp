// SPDX-License-Identifier: BSL-1.0
// rejected-with: an elementwise op must have lane\(x...\), with one x for each operand \[E120\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op : ops::elementwise<1> {
  static constexpr auto name = "cube";
  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{3.0 * dy * x * x}; }
  static auto lane(auto x, auto y) { return x * x * y; }
};
constexpr auto facts = ops::op_list<ops::neg_op, cube_op>::facts;
