// SPDX-License-Identifier: BSL-1.0
// rejected-with: a reduction must have identity<T>, lane\(a, x\) and across\(chunk, x\) \[E123\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct product_op : ops::fold_of_axes {
  static constexpr auto name = "product";
  static constexpr auto no_gradient = "an example";
  static auto lane(auto a, auto x) { return a * x; }
};
constexpr auto facts = ops::op_list<ops::reduce_sum_op, product_op>::facts;
