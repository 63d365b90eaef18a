// SPDX-License-Identifier: BSL-1.0
// rejected-with: the rule along time of an op must be over_time\(time_request\) -> time_rule \[E128\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op : ops::elementwise<1> {
  static constexpr auto name = "cube";
  static auto lane(auto x) { return x * x * x; }
  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{3.0 * dy * x * x}; }
  static constexpr bool over_time(const ops::time_request&) { return true; }
};
constexpr auto facts = ops::op_list<ops::neg_op, cube_op>::facts;
