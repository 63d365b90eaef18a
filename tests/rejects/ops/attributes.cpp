// SPDX-License-Identifier: BSL-1.0
// rejected-with: the struct attributes of an op must have read\(packed_attributes\), packed\(\) and print\(out, dims\) \[E126\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct cube_op : ops::elementwise<1> {
  static constexpr auto name = "cube";
  struct attributes {
    int power = 3;
  };
  static auto lane(auto x) { return x * x * x; }
  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{3.0 * dy * x * x}; }
};
constexpr auto facts = ops::op_list<ops::neg_op, cube_op>::facts;
