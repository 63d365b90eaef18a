// SPDX-License-Identifier: BSL-1.0
// rejected-with: a view must have place\(place_request\) -> place_of_value, where strides find its elements, and sample\(\) -> view_sample, where the laws look \[E121\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct corner_op : ops::structural<ops::op_kind::view, 1> {
  static constexpr auto name = "corner";
  static constexpr auto no_gradient = "an example";
  static constexpr auto batched(auto& b) { return b.refused(); }
};
constexpr auto facts = ops::op_list<ops::slice_op, corner_op>::facts;
