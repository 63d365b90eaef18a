// SPDX-License-Identifier: BSL-1.0
// rejected-with: an op must say what becomes of it with one axis more: batched\(b\) -> value, perhaps b.refused\(\) \[E122\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct corner_op : ops::structural<ops::op_kind::view, 1> {
  static constexpr auto name = "corner";
  static constexpr auto no_gradient = "an example";
  static constexpr ops::place_of_value place(const ops::place_request& r) { return r.x; }
  static constexpr ops::view_sample sample() { return {}; }
};
constexpr auto facts = ops::op_list<ops::slice_op, corner_op>::facts;
