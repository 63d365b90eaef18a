// SPDX-License-Identifier: BSL-1.0
// rejected-with: a contraction must have loops\(product_request\) -> product_loops, and folded\(y, a, b\) -> dims \[E151\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct outer_op : ops::structural<ops::op_kind::contraction, 2> {
  static constexpr auto name = "outer";
  static constexpr auto no_gradient = "an example";
  static constexpr auto batched(auto& b) { return b.refused(); }
};
constexpr auto facts = ops::op_list<ops::contract_op, outer_op>::facts;
