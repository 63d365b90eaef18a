// SPDX-License-Identifier: BSL-1.0
// rejected-with: an op that stands in or around a region must have the attribute region, packed as first \[E129\]
#include <tapeless/ops/all.hpp>

namespace ops = tapeless::ops;

struct count_op : ops::structural<ops::op_kind::loop, 1> {
  static constexpr auto name = "count";
  static constexpr auto stands = ops::standing::in_region;
  static constexpr auto no_gradient = "an example";
  static constexpr auto batched(auto& b) { return b.refused(); }
};
constexpr auto facts = ops::op_list<ops::carry_op, count_op>::facts;
